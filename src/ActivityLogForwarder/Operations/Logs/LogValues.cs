using System.Globalization;
using Serilog.Events;

namespace ActivityLogForwarder.Operations.Logs;

/// <summary>How values stand in messages, on any machine and in any culture: times as RFC 3339 in UTC.</summary>
internal sealed class LogValues : IFormatProvider, ICustomFormatter
{
    public static readonly LogValues Instance = new();

    public static string Text(LogEventPropertyValue value) =>
        value is ScalarValue { Value: var scalar } ? Instance.Format(null, scalar, null) : value.ToString(null, Instance);

    public object? GetFormat(Type? formatType) =>
        formatType == typeof(ICustomFormatter) ? this : CultureInfo.InvariantCulture.GetFormat(formatType);

    public string Format(string? format, object? arg, IFormatProvider? formatProvider) => arg switch
    {
        null => "null",
        string text => text,
        DateTime time => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture),
        DateTimeOffset time => Format(null, time.UtcDateTime, null),
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(format == "l" ? null : format, CultureInfo.InvariantCulture),
        _ => arg.ToString() ?? "",
    };
}
