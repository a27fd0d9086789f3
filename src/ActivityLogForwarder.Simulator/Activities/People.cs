using System.Text;

namespace ActivityLogForwarder.Simulator.Activities;

/// <summary>Who acts: some two dozen people and robots a contract.</summary>
internal static class People
{
    /// <summary>How many there are; the last few are robots, which use the REST API only.</summary>
    public const int Count = 26;

    private const int Robots = 5;

    private static readonly byte[][] Names = Utf8(
        "anna.schmidt", "ben.okafor", "carla.rossi", "david.lindqvist", "elif.yilmaz", "farid.haddad", "greta.novak",
        "henrik.olsen", "ines.moreau", "jonas.becker", "katarzyna.nowak", "liam.murphy", "maria.garcia", "nils.hoffmann",
        "olga.petrova", "paul.weber", "quentin.dubois", "rosa.fernandez", "samir.patel", "tanja.krause", "ulrich.maier",
        "terraform", "ci-deploy", "backup-operator", "autoscaler", "monitoring");

    private static readonly byte[][] Domains = Utf8(
        "nordwind.example", "lindenhof.example.com", "contoso.example", "alpenblick.example.org", "fjord-data.example.net",
        "hafenwerk.example");

    private static readonly byte[][] Networks = Utf8("203.0.113.", "198.51.100.", "192.0.2.", "2001:db8:4f1::");

    public static ReadOnlySpan<byte> Name(int person) => Names[person];

    public static ReadOnlySpan<byte> Domain(ulong contractKey) => Domains[Dice.Below(contractKey, Domains.Length)];

    public static bool IsRobot(int person) => person >= Count - Robots;

    /// <summary>The network a person is usually in; every ninth request comes from elsewhere.</summary>
    public static ReadOnlySpan<byte> Network(int person, ulong requestKey) =>
        Networks[(person + (requestKey % 9 == 0 ? 1 : 0)) % Networks.Length];

    private static byte[][] Utf8(params string[] texts) => Array.ConvertAll(texts, Encoding.ASCII.GetBytes);
}
