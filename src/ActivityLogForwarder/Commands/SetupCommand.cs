using System.CommandLine;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Configuration.Sections;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Sinks.Elasticsearch.Setup;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Commands;

/// <summary><c>setup</c>: installs what a sink needs at its receiver, by a credential of its own.</summary>
public static class SetupCommand
{
    private static readonly TimeSpan ShortestRetention = TimeSpan.FromDays(1);

    public static Command Create()
    {
        var config = ConfiguredCommand.ConfigOption();
        var sink = new Option<string>("--sink") { Description = "The sink.", Required = true, HelpName = "NAME" };
        var user = new Option<string?>("--user") { Description = "Who sets up, if not the sink's own credential; the password is asked for.", HelpName = "U" };
        var passwordFile = new Option<string?>("--password-file") { Description = "A file with the password of --user.", HelpName = "F" };
        var apiKeyFile = new Option<string?>("--api-key-file") { Description = "A file with the API key to set up with.", HelpName = "F" };
        var retention = new Option<TimeSpan?>("--retention") { Description = "Delete data after this time, such as 365d; without it, nothing is deleted.", HelpName = "D", CustomParser = Arguments.Duration };
        var flavor = new Option<string?>("--flavor") { Description = "What the server is, if it is not to be asked.", HelpName = "FLAVOR" };
        flavor.AcceptOnlyFromAmong("elasticsearch", "opensearch");
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the requests instead of making them." };
        var command = new Command("setup", "Install what a sink needs: templates and lifecycle in Elasticsearch or OpenSearch.")
        {
            config, sink, user, passwordFile, apiKeyFile, retention, flavor, dryRun,
        };
        command.SetAction((arguments, cancellationToken) => ConfiguredCommand.RunAsync(arguments.GetValue(config)!, options => RunAsync(
            options,
            new Request(
                arguments.GetValue(sink)!, arguments.GetValue(user), arguments.GetValue(passwordFile), arguments.GetValue(apiKeyFile),
                arguments.GetValue(retention), arguments.GetValue(flavor), arguments.GetValue(dryRun)),
            cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ForwarderOptions options, Request request, CancellationToken cancellationToken)
    {
        if (Arguments.UnknownSink(options, [request.Sink]) is { } unknown)
            return Refuse(unknown);
        var sink = options.Sinks.Single(sink => sink.Name == request.Sink);
        if (sink.Type != ElasticsearchSink.Type)
        {
            Console.Out.WriteLine($"A sink of type {sink.Type.Name} needs nothing to be set up.");
            return ExitCode.Done;
        }

        var elasticsearch = ElasticsearchOptions.From(sink.Values);
        var plan = SetupPlan.For(elasticsearch, request.Retention);
        if (Problem(request, sink, plan, elasticsearch) is { } problem)
            return Refuse(problem);
        var redaction = Secrets.Of(options);
        try
        {
            if (Credential(request) is { } credential)
            {
                redaction.Add((credential.ApiKey ?? credential.Password)!, credential.Username);
                elasticsearch = elasticsearch with { Authentication = credential };
            }

            using var http = new HttpEndpoint(elasticsearch.Tls, elasticsearch.Authentication, elasticsearch.Timeout, TimeProvider.System);
            var setup = new ElasticsearchSetup(http);
            return request.IsDryRun
                ? await PrintAsync(setup, elasticsearch, plan, request.Flavor, cancellationToken).ConfigureAwait(false)
                : await InstallAsync(setup, elasticsearch, plan, request.Flavor, cancellationToken).ConfigureAwait(false);
        }
        catch (SinkException exception)
        {
            await Console.Error.WriteLineAsync(Printable.Escape(redaction.Apply($"sink {sink.Name}: {exception.Message}"))).ConfigureAwait(false);
            return ExitCode.Incomplete;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refuse(exception.Message);
        }
    }

    private static string? Problem(Request request, SinkOptions sink, SetupPlan plan, ElasticsearchOptions options) =>
        request is { User: not null, ApiKeyFile: not null } ? "Give either --user or --api-key-file, not both."
        : request is { User: null, PasswordFile: not null } ? "--password-file goes with --user."
        : request.User?.Contains(':', StringComparison.Ordinal) == true ? "A user name of Basic authentication cannot hold a colon."
        : sink.Format != "ecs" ? $"setup knows the fields of the format ecs; the sink {sink.Name} has {sink.Format}."
        : request.Retention < ShortestRetention ? "--retention must be at least 1d."
        : request.Retention is not null && !plan.HasPeriods ? $"--retention would delete all of {plan.Target.Text} at once; give its name {{yyyy.MM}} or {{date}}, or use a data stream."
        : (request.User ?? request.ApiKeyFile) is not null && !sink.Values.Boolean(Plaintext.Option.Key)
            && options.Urls.Any(url => url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback)
            ? $"The credential would go over plain http:// to another machine; use https://, or set sinks.{sink.Name}.allowPlaintext: true."
        : null;

    // A dry run asks nobody for a password: it may print what it does not need to be let in for.
    private static HttpAuthentication? Credential(Request request) => request switch
    {
        { ApiKeyFile: { } file } => new HttpAuthentication { ApiKey = Secret.FromFile(file) },
        { User: { } user, PasswordFile: { } file } => new HttpAuthentication { Username = user, Password = Secret.FromFile(file) },
        { User: { } user, IsDryRun: false } => new HttpAuthentication { Username = user, Password = Secret.FromText(PasswordPrompt.Ask(user)) },
        _ => null,
    };

    private static async Task<int> PrintAsync(
        ElasticsearchSetup setup, ElasticsearchOptions options, SetupPlan plan, string? flavor, CancellationToken cancellationToken)
    {
        var product = Named(flavor);
        try
        {
            product ??= (await setup.FindAsync(options.Urls, cancellationToken).ConfigureAwait(false)).Product;
        }
        catch (SinkException exception)
        {
            product = ServerProduct.NewestElasticsearch;
            await Console.Error.WriteLineAsync(Printable.Escape($"{exception.Message} Taken for Elasticsearch; --flavor says otherwise.")).ConfigureAwait(false);
        }

        Console.Out.Write(string.Join('\n', plan.Requests(product)));
        return ExitCode.Done;
    }

    private static async Task<int> InstallAsync(
        ElasticsearchSetup setup, ElasticsearchOptions options, SetupPlan plan, string? flavor, CancellationToken cancellationToken)
    {
        var (url, product) = Named(flavor) is { } named ? (options.Urls[0], named)
            : await setup.FindAsync(options.Urls, cancellationToken).ConfigureAwait(false);
        await setup.RunAsync(url, product, plan, Report, cancellationToken).ConfigureAwait(false);
        if (plan.Target.IsConstant && await setup.ExistsAsync(url, plan.Target, cancellationToken).ConfigureAwait(false))
        {
            Console.Out.WriteLine(plan.IsDataStream
                ? $"{plan.Target.Text} exists: new mappings take effect with its next rollover (POST {plan.Target.Text}/_rollover)."
                : $"{plan.Target.Text} exists, with the mappings that it has.");
        }

        return ExitCode.Done;
    }

    private static void Report(SetupRequest request, SetupOutcome outcome) => Console.Out.WriteLine(outcome switch
    {
        SetupOutcome.LeftAsItIs => $"{request.Path}: is there, left as it is (--retention replaces it)",
        SetupOutcome.NotKnown => $"{request.Path}: this server has no such policies; nothing rolls over or is deleted by itself",
        _ => $"{request.Path}: done",
    });

    private static ServerProduct? Named(string? flavor) => flavor switch
    {
        "elasticsearch" => ServerProduct.NewestElasticsearch,
        "opensearch" => ServerProduct.NewestOpenSearch,
        _ => null,
    };

    private static int Refuse(string problem)
    {
        Console.Error.WriteLine(Printable.Escape(problem));
        return ExitCode.Usage;
    }

    private sealed record Request(
        string Sink, string? User, string? PasswordFile, string? ApiKeyFile, TimeSpan? Retention, string? Flavor, bool IsDryRun);
}
