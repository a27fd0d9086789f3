using System.Text.RegularExpressions;

namespace ActivityLogForwarder.Tests.Sinks.Syslog;

/// <summary>A message as a strict reader of RFC 5424 takes it apart.</summary>
public sealed partial record Rfc5424Message(
    int Priority, string Time, string Hostname, string AppName, string ProcId, string MsgId, string Contract, string Id, string Body)
{
    public static Rfc5424Message Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
            throw new FormatException($"Not RFC 5424: {text[..Math.Min(200, text.Length)]}");
        string Group(string name) => match.Groups[name].Value;
        return new(
            int.Parse(Group("pri"), System.Globalization.CultureInfo.InvariantCulture), Group("time"), Group("host"), Group("app"),
            Group("proc"), Group("msgid"), Unescape(Group("contract")), Unescape(Group("id")), Group("body"));
    }

    private static string Unescape(string value) => Escape().Replace(value, "$1");

    [GeneratedRegex(
        """^<(?<pri>0|[1-9]\d{0,2})>1 (?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z) (?<host>[!-~]{1,255}) (?<app>[!-~]{1,48}) (?<proc>[!-~]{1,128}) (?<msgid>[!-~]{1,32}) \[ionos@32473 contract="(?<contract>([^"\\\]]|\\["\\\]])*)" id="(?<id>([^"\\\]]|\\["\\\]])*)"\] (?<body>.*)$""",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    [GeneratedRegex("""\\(["\\\]])""")]
    private static partial Regex Escape();
}
