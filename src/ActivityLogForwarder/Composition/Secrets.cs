using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Logs;

namespace ActivityLogForwarder.Composition;

/// <summary>Gathers every secret of a configuration for the log's redaction.</summary>
public static class Secrets
{
    public static Redaction Of(ForwarderOptions options)
    {
        var redaction = new Redaction();
        foreach (var account in options.Accounts)
        {
            Add(account.Token, null);
            Add(account.Password, account.Username);
        }

        Add(options.Http?.Token, null);
        foreach (var sink in options.Sinks)
        {
            var username = sink.Type.Options.Options.Any(option => option.Key == "username") ? sink.Values.TextOrNull("username") : null;
            foreach (var option in sink.Type.Options.Options.Where(option => option.Kind == Core.Options.OptionKind.Secret))
                Add(sink.Values.Secret(option.Key), username);
        }

        return redaction;

        void Add(Secret? secret, string? username)
        {
            if (secret is not null)
                redaction.Add(secret, username);
        }
    }
}
