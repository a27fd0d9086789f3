using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Elasticsearch;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch;

public sealed class ElasticsearchOptionsTests
{
    private static readonly Uri Remote = new("https://es.example.com:9200");
    private static readonly Uri Plain = new("http://es.example.com:9200");
    private static readonly Secret Some = Secret.FromText("c2VjcmV0");

    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        var options = ElasticsearchOptions.From(SomeValues.Of(ElasticsearchOptions.Description, ("urls", new[] { Remote })));
        Assert.Equal("logs-ionos.activity-default", options.DataStream!.Text);
        Assert.Null(options.Index);
        Assert.False(options.Gzip);
        Assert.Empty(SomeValues.Errors(ElasticsearchOptions.Description, ("urls", new[] { Remote })));
    }

    [Fact]
    public void Several_nodes_are_taken_as_they_are_written()
    {
        Uri[] urls = [Remote, new("https://es-2.example.com:9201"), new("https://proxy.example.com/es/")];
        Assert.Empty(SomeValues.Errors(ElasticsearchOptions.Description, ("urls", urls)));
        Assert.Equal(urls, ElasticsearchOptions.From(SomeValues.Of(ElasticsearchOptions.Description, ("urls", urls))).Urls);
    }

    [Fact]
    public void An_index_takes_the_place_of_the_data_stream()
    {
        var options = ElasticsearchOptions.From(SomeValues.Of(ElasticsearchOptions.Description, ("urls", new[] { Remote }), ("index", "ionos-{yyyy.MM}")));
        Assert.Null(options.DataStream);
        Assert.Equal("ionos-{yyyy.MM}", options.Target.Text);
    }

    [Fact]
    public void What_does_not_go_together_is_reported()
    {
        AssertError("urls", ("urls", new[] { Remote, Plain, new Uri(Remote, "/") }));
        AssertError("urls", ("urls", Array.Empty<Uri>()));
        AssertError("urls", ("urls", new[] { new Uri("https://es.example.com/?x=1") }));
        AssertError("index", ("urls", new[] { Remote }), ("index", "a"), ("dataStream", "b"));
        AssertError("apiKey", ("urls", new[] { Remote }), ("apiKey", Some), ("username", "u"), ("password", Some));
        AssertError("username", ("urls", new[] { Remote }), ("username", "u"));
        AssertError("password", ("urls", new[] { Remote }), ("password", Some));
        AssertError("username", ("urls", new[] { Remote }), ("username", "u:v"), ("password", Some));
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("_a")]
    [InlineData("a,b")]
    [InlineData("a\"b")]
    public void A_name_that_no_index_can_have_is_reported(string name)
    {
        AssertError("index", ("urls", new[] { Remote }), ("index", name));
        AssertError("dataStream", ("urls", new[] { Remote }), ("dataStream", name));
    }

    [Fact]
    public void A_credential_goes_over_plain_http_only_to_this_machine_or_by_permission()
    {
        AssertError("urls", ("urls", new[] { Plain }), ("apiKey", Some));
        Assert.Empty(SomeValues.Errors(ElasticsearchOptions.Description, ("urls", new[] { Plain })));
        Assert.Empty(SomeValues.Errors(ElasticsearchOptions.Description, ("urls", new[] { Plain }), ("apiKey", Some), ("allowPlaintext", true)));
        Assert.Empty(SomeValues.Errors(ElasticsearchOptions.Description, ("urls", new[] { new Uri("http://[::1]:9200") }), ("apiKey", Some)));
    }

    private static void AssertError(string key, params (string Key, object Value)[] given) =>
        Assert.StartsWith(key + ": ", Assert.Single(SomeValues.Errors(ElasticsearchOptions.Description, given)), StringComparison.Ordinal);
}
