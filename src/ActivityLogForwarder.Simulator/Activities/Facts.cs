using System.Buffers.Text;

namespace ActivityLogForwarder.Simulator.Activities;

/// <summary>What distinguishes one event from the others of its template.</summary>
/// <param name="Contract">The contract number, ASCII.</param>
/// <param name="ContractKey">Made of the seed and the contract.</param>
/// <param name="EventKey">Made of the contract's key and the event's index.</param>
/// <param name="RequestKey">The same for all events of a request.</param>
/// <param name="Ticks">The event's time in UTC.</param>
/// <param name="Step">Which event of its request it is, from 0.</param>
/// <param name="Steps">How many events the request has.</param>
internal readonly record struct Facts(
    byte[] Contract, ulong ContractKey, ulong EventKey, ulong RequestKey, long Ticks, int Step, int Steps)
{
    /// <summary>The longest text <see cref="Write"/> writes, in bytes.</summary>
    public const int MaxLength = 64;

    private const int PoolSize = 48;

    private static readonly byte[][] Names =
    [
        "web"u8.ToArray(), "db-primary"u8.ToArray(), "worker"u8.ToArray(), "gateway"u8.ToArray(), "staging"u8.ToArray(),
        "reporting"u8.ToArray(), "mail"u8.ToArray(), "archive"u8.ToArray(),
    ];

    private int Person => PersonOf(RequestKey);

    /// <summary>Whose request it is.</summary>
    public static int PersonOf(ulong requestKey) => Dice.Below(Dice.Mix(requestKey, 100), People.Count);

    /// <summary>Writes the value of a variable, at most <see cref="MaxLength"/> bytes, and returns its length.</summary>
    public int Write(Variable variable, Span<byte> to) => variable switch
    {
        Variable.Uuid => WriteUuid(EventKey, to),
        Variable.Time => WriteTime(Ticks, to),
        Variable.Request => WriteUuid(Roll(101), to),
        Variable.Transaction => WriteUuid(Roll(102), to),
        Variable.Queue => WriteNumber(100_000_000 + Dice.Below(Roll(103), 1_900_000_000), to),
        Variable.Contract => Copy(Contract, to),
        Variable.Ip => WriteIp(to),
        Variable.User => WriteUser(to),
        Variable.Service => Copy(IsFromDesigner ? "DCD"u8 : "PUBLIC_REST_V6"u8, to),
        Variable.Host => WriteHost(to),
        Variable.Step => WriteNumber(Step, to),
        Variable.Steps => WriteNumber(Steps, to),
        Variable.Name => WriteName(to),
        Variable.Address => WriteAddress(to),
        Variable.Cores => WriteNumber(1 << Dice.Below(Roll(104), 6), to),
        Variable.Lan => WriteNumber(1 + Dice.Below(Roll(105), 12), to),
        _ => WriteUuid(Dice.Mix(ContractKey, ((ulong)variable << 32) + (uint)Dice.Below(Roll((ulong)variable), PoolSize)), to),
    };

    private bool IsFromDesigner => !People.IsRobot(Person) && Roll(106) % 3 != 0;

    private ulong Roll(ulong salt) => Dice.Mix(RequestKey, salt);

    private int WriteUser(Span<byte> to)
    {
        var length = Copy(People.Name(Person), to);
        to[length++] = (byte)'@';
        return length + Copy(People.Domain(ContractKey), to[length..]);
    }

    private int WriteIp(Span<byte> to)
    {
        var length = Copy(People.Network(Person, RequestKey), to);
        return length + WriteNumber(10 + (Person * 3), to[length..]);
    }

    private int WriteAddress(Span<byte> to)
    {
        var length = Copy("198.51.100."u8, to);
        return length + WriteNumber(Dice.Below(Roll(107), 256), to[length..]);
    }

    private int WriteHost(Span<byte> to)
    {
        var length = Copy(IsFromDesigner ? "dcd-"u8 : "cloudapi-"u8, to);
        length += WriteNumber(1 + Dice.Below(Roll(108), 8), to[length..]);
        return length + Copy((Roll(109) % 3) switch { 0 => ".fra.ionos.example"u8, 1 => ".txl.ionos.example"u8, _ => ".lhr.ionos.example"u8 }, to[length..]);
    }

    private int WriteName(Span<byte> to)
    {
        var length = Copy(Names[Dice.Below(Roll(110), Names.Length)], to);
        to[length++] = (byte)'-';
        return length + WriteNumber(1 + Dice.Below(Roll(111), 40), to[length..]);
    }

    private static int WriteUuid(ulong key, Span<byte> to)
    {
        Dice.Uuid(key).TryFormat(to, out var written);
        return written;
    }

    private static int WriteNumber(long number, Span<byte> to)
    {
        Utf8Formatter.TryFormat(number, to, out var written);
        return written;
    }

    private static int WriteTime(long ticks, Span<byte> to)
    {
        new DateTime(ticks, DateTimeKind.Utc).TryFormat(to, out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        return written;
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> to)
    {
        text.CopyTo(to);
        return text.Length;
    }
}
