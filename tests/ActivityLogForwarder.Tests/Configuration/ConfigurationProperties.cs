using ActivityLogForwarder.Configuration;
using FsCheck;
using FsCheck.Fluent;
using static ActivityLogForwarder.Tests.Configuration.Configurations;

namespace ActivityLogForwarder.Tests.Configuration;

/// <summary>What holds for every configuration.</summary>
public sealed class ConfigurationProperties
{
    private const string Secret = "s3cr3t";

    private static readonly string[] Words =
    [
        "source", "accounts", "state", "completeness", "http", "log", "sinks", "main", "siem", "type", "elasticsearch", "stdout", "file",
        "token", "tokenFile", "username", "contracts", "urls", "url", "tls", "drop", "batch", "maxBytes", "headers", "otlp", "pollInterval",
        "all", "5", "5s", "1MB", "true", "null", "~", "https://e", "{contract}", "\u0000", "\u001b[31m", "\ud800", "ü", "<<", "x", "",
    ];

    private static readonly string[] Marks =
    [
        ":", ": ", ":\n", "\n", "\n  ", "\n    ", "\n- ", "- ", "[", "]", "{", "}", ", ", "\t", "&a ", "*a", "!t ", "|\n", ">-\n", "\"", "'", "#", "---\n", "...\n", "? ", "%YAML 9\n", "@", "`",
    ];

    // Where a value may be set by a variable, and values of which some are wrong.
    private static readonly (string Path, string[] Values)[] Settings =
    [
        ("source.pollInterval", ["5s", "5", "1d", "2d"]), ("source.overlap", ["1h", "4d", "-1s"]), ("source.pageSize", ["1", "0", "20000"]),
        ("source.url", ["https://e", "http://e", "https://u:p@e"]), ("source.allowPlaintext", ["true", "no"]),
        ("source.startFrom", ["now", "2026-11-01", "soon"]), ("completeness.recheckWindow", ["2h", "100d"]),
        ("accounts.main.contracts", ["[1, 2]", "[x]", "[1, 1]"]), ("accounts.other.token", ["o"]),
        ("sinks.siem.type", ["stdout", "file", "elasticsearch", "ftp"]), ("sinks.siem.path", ["./p", "./{p}"]),
        ("sinks.siem.urls", ["[https://e, https://f]", "[e]"]), ("sinks.siem.contracts", ["all", "[1]", "[3]"]),
        ("sinks.siem.accounts", ["[main]", "[none]"]), ("sinks.siem.batch.maxEvents", ["7", "0"]), ("sinks.siem.nonsense", ["1"]),
        ("http.listen", ["127.0.0.1:1", "8080"]), ("log.level", ["debug", "loud"]), ("state.store", ["sqlite", "litedb"]),
    ];

    [Fact]
    public void No_text_whatsoever_makes_reading_throw() => Run(2000, Text(Words), text =>
    {
        var result = Read(text);
        return (result.Options is null) == (result.Errors.Count > 0);
    });

    [Fact]
    public void No_tree_whatsoever_makes_reading_throw() => Run(2000, Tree(4, Gen.Elements(Words)), tree =>
    {
        var result = Read(tree);
        return (result.Options is null) == (result.Errors.Count > 0);
    });

    [Fact]
    public void Every_error_has_its_place_and_is_a_single_printable_line() => Run(1000, Text(Words), text => Read(text).Errors.All(error =>
        error.Line > 0 && error.Line <= text.Split('\n').Length + 1 && error.Message.Length > 0 && !error.ToString().Any(char.IsControl)));

    [Fact]
    public void Errors_come_in_the_order_of_their_lines() => Run(500, Tree(4, Gen.Elements(Words)), tree =>
        Read(tree).Errors.Select(error => error.Line).SequenceEqual(Read(tree).Errors.Select(error => error.Line).Order()));

    [Fact]
    public void No_secret_stands_in_an_error()
    {
        var keys = Gen.Elements("token", "tokenFile", "password", "apiKey", "apiKeyFile", "url", "proxy", "urls", "headers", "path", "username", "dataStream");
        var values = Gen.Elements(
            Secret, $"\"{Secret}\\n\"", $"[{Secret}]", $"{{a: {Secret}}}", $"{{a: [{Secret}]}}", $"*{Secret}", $"&{Secret} x", $"!{Secret} x",
            $"https://user:{Secret}@host", $"[\"https://user:{Secret}@host\"]", $"{Secret}: {Secret}", $"\"{Secret}", $"eyJ{Secret}", $"|\n      {Secret}\n      {Secret}");
        var pairs = keys.SelectMany(_ => values, (key, value) => $"    {key}: {value}\n").ListOf().Select(lines => string.Concat(lines.Distinct()));
        Run(2000, pairs.SelectMany(_ => pairs, (account, sink) => (account, sink)), secrets =>
        {
            var type = secrets.sink.Length % 2 == 0 ? "elasticsearch" : "stdout";
            var errors = Errors($"accounts:\n  main:\n{secrets.account}sinks:\n  siem:\n    type: {type}\n{secrets.sink}");
            return errors.All(error => !WithoutNamedFiles(error).Contains(Secret, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_variable_does_what_the_key_in_the_file_does() => Run(
        1000,
        Gen.Choose(0, Settings.Length - 1).SelectMany(i => Gen.Elements(Settings[i].Values), (i, value) => (Settings[i].Path, Value: value)).ListOf(),
        chosen =>
        {
            var settings = chosen.DistinctBy(setting => setting.Path).ToList();
            var written = Read(Write(settings));
            var overridden = Read(
                Write([.. settings.Where((_, i) => i % 2 == 0)]),
                [.. settings.Where((_, i) => i % 2 == 1).Select(setting => ("ALF_" + setting.Path.Replace(".", "__", StringComparison.Ordinal), setting.Value))]);
            return Said(written).SequenceEqual(Said(overridden)) && Dump(written.Options) == Dump(overridden.Options);
        });

    private static IEnumerable<string> Said(ConfigurationResult result) =>
        result.Errors.Select(error => $"{error.Path}: {error.Message}").Order(StringComparer.Ordinal);

    // A path that a …File key names is shown, as it must be.
    private static string WithoutNamedFiles(string error) => error.Replace($"the file '{Secret}'", "", StringComparison.Ordinal).Replace($"the file 'eyJ{Secret}'", "", StringComparison.Ordinal);

    private static string Write(IReadOnlyList<(string Path, string Value)> settings)
    {
        var lines = settings.Prepend(("accounts.main.token", "t")).Prepend(("sinks.siem.format", "raw"))
            .Select(setting => (Parts: setting.Item1.Split('.'), Value: setting.Item2)).ToList();
        return WriteLevel(lines, 0);
    }

    private static string WriteLevel(IReadOnlyList<(string[] Parts, string Value)> lines, int depth) => string.Concat(lines
        .GroupBy(line => line.Parts[depth])
        .Select(group => $"{new string(' ', 2 * depth)}{group.Key}:" + (group.First().Parts.Length == depth + 1
            ? $" {group.First().Value}\n"
            : "\n" + WriteLevel([.. group], depth + 1))));

    private static Gen<string> Text(string[] words) =>
        Gen.Elements(words).SelectMany(_ => Gen.Elements(Marks), (word, mark) => word + mark).ListOf().Select(string.Concat);

    // Flow style, so that every tree is valid YAML whatever the words are.
    private static Gen<string> Tree(int depth, Gen<string> words)
    {
        var word = words.Select(text => $"\"{string.Concat(text.Where(character => character >= ' ' && !char.IsSurrogate(character)))}\"");
        if (depth == 0)
            return word;
        var below = Tree(depth - 1, words);
        var map = word.SelectMany(_ => below, (key, value) => $"{key}: {value}").ListOf().Select(entries => $"{{{string.Join(",\n", entries)}}}");
        var list = below.ListOf().Select(items => $"[{string.Join(", ", items)}]");
        return Gen.Frequency((5, map), (1, list), (2, word));
    }

    private static void Run<T>(int times, Gen<T> values, Func<T, bool> holds) =>
        Prop.ForAll(values.ToArbitrary(), holds).Check(PropertyConfig.Tries(times, 25));
}
