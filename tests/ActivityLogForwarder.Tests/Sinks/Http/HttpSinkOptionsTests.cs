using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Http;

namespace ActivityLogForwarder.Tests.Sinks.Http;

public sealed class HttpSinkOptionsTests
{
    private static readonly (string Key, object Value) Remote = ("url", new Uri("https://logs.example.com/in"));
    private static readonly (string Key, object Value) Plain = ("url", new Uri("http://logs.example.com/in"));

    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        var options = HttpSinkOptions.From(SomeValues.Of(HttpSinkOptions.Description, Remote));
        Assert.Equal(HttpMethod.Post, options.Method);
        Assert.False(options.IsArray);
        Assert.False(options.Gzip);
        Assert.Empty(Errors(Remote));
    }

    [Fact]
    public void What_cannot_be_sent_is_reported()
    {
        AssertError("url", ("url", new Uri("https://logs.example.com/#x")));
        AssertError("headers.a b", Remote, Header("a b", "x"));
        AssertError("headers.Content-Length", Remote, Header("Content-Length", "1"));
        AssertError("headers.content-encoding", Remote, Header("content-encoding", "br"));
        AssertError("headers.X", Remote, Header("X", "ä"));
        AssertError("headers.Authorization", Remote, Header("Authorization", "x"), ("apiKey", Secret.FromText("k")));
        Assert.Empty(Errors(Remote, Header("Content-Type", "application/json")));
    }

    [Fact]
    public void A_credential_goes_over_plain_http_only_to_this_machine_or_by_permission()
    {
        AssertError("url", Plain, ("apiKey", Secret.FromText("k")));
        AssertError("url", Plain, ("headersFile", "/run/secrets/headers"));
        AssertError("url", Plain, Header("APIKEY", "k"));
        AssertError("url", Plain, Header("X-Auth", "k"));
        Assert.Empty(Errors(Plain, Header("X-Tenant", "k")));
        Assert.Empty(Errors(Plain, Header("APIKEY", "k"), ("allowPlaintext", true)));
        Assert.Empty(Errors(("url", new Uri("http://127.0.0.1:8080")), Header("APIKEY", "k")));
    }

    [Fact]
    public void An_array_holds_json_records_only()
    {
        var group = HttpSinkOptions.Description with
        {
            Options = [.. HttpSinkOptions.Description.Options, new("format", ActivityLogForwarder.Core.Options.OptionKind.Choice, "As in a configuration.")],
        };
        Assert.StartsWith("contentType: ", Assert.Single(SomeValues.Errors(group, Remote, ("contentType", "json-array"), ("format", "cef"))), StringComparison.Ordinal);
        Assert.Empty(SomeValues.Errors(group, Remote, ("contentType", "json-array"), ("format", "ocsf")));
        Assert.Empty(SomeValues.Errors(group, Remote, ("format", "cef")));
    }

    private static (string, object) Header(string name, string value) => ("headers", new Dictionary<string, string> { [name] = value });

    private static IReadOnlyList<string> Errors(params (string Key, object Value)[] given) => SomeValues.Errors(HttpSinkOptions.Description, given);

    private static void AssertError(string key, params (string Key, object Value)[] given) =>
        Assert.StartsWith(key + ": ", Assert.Single(Errors(given)), StringComparison.Ordinal);
}
