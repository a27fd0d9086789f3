using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;
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
            AddAll(sink.Type.Options, sink.Values);

        return redaction;

        void AddAll(OptionGroup group, OptionValues values)
        {
            var username = group.Options.Any(option => option.Key == "username") ? values.TextOrNull("username") : null;
            foreach (var option in group.Options.Where(option => option.Kind == OptionKind.Secret))
                Add(values.Secret(option.Key), username);
            foreach (var option in group.Options.Where(option => option.Kind == OptionKind.Group))
            {
                if (values.Group(option.Key) is { } inner)
                    AddAll(option.Group!, inner);
            }
        }

        void Add(Secret? secret, string? username)
        {
            if (secret is not null)
                redaction.Add(secret, username);
        }
    }
}
