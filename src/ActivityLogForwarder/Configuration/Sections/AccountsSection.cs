using ActivityLogForwarder.Configuration.Reading;
using ActivityLogForwarder.Core.Options;
using ActivityLogForwarder.Source;

namespace ActivityLogForwarder.Configuration.Sections;

/// <summary>The section <c>accounts</c>.</summary>
internal static class AccountsSection
{
    public static readonly Option Description = new(
        "accounts", OptionKind.GroupMap, "Accounts by names of your choice: credentials and the contracts to read with them.")
    {
        IsRequired = true,
        Pattern = Rules.Name,
        Group = new OptionGroup(
        [
            new("token", OptionKind.Secret, "Bearer token."),
            new("username", OptionKind.Text, "User name of Basic authentication, in the place of a token."),
            new("password", OptionKind.Secret, "Password of Basic authentication."),
            new("contracts", OptionKind.TextList, "Contracts to read; without it they are discovered, and again every hour.")
                { Pattern = Rules.ContractNumber },
            new("exclude", OptionKind.TextList, "Discovered contracts not to read.")
                { Pattern = Rules.ContractNumber },
        ])
        { Check = Check },
    };

    public static AccountOptions From(string name, OptionValues values) => new(name)
    {
        Token = values.Secret("token"),
        Username = values.TextOrNull("username"),
        Password = values.Secret("password"),
        Contracts = values.Texts("contracts"),
        Exclude = values.Texts("exclude"),
    };

    private static void Check(OptionValues values, Action<string, string> report)
    {
        CheckCredentials(values, report);
        Rules.NoRepeats(values, "contracts", report);
        Rules.Attempt(() =>
        {
            foreach (var contract in values.Texts("exclude").Intersect(values.Texts("contracts")))
                report("exclude", $"{Paths.Quote(contract)} is named under contracts too; leave one out");
        });
    }

    private static void CheckCredentials(OptionValues values, Action<string, string> report)
    {
        var token = values.IsGiven("token");
        var username = values.IsGiven("username");
        var password = values.IsGiven("password");
        if (token && (username || password))
            report(username ? "username" : "password", "give either a token or username and password, not both");
        else if (!token && !username && !password)
            report("token", "is required: give tokenFile or token, or username and passwordFile");
        else if (username != password)
            report(username ? "password" : "username", "username and password go together; give both");
        else if (username)
            Rules.Attempt(() => CheckUserName(values, report));
    }

    // RFC 7617 section 2: the first colon ends the user name.
    private static void CheckUserName(OptionValues values, Action<string, string> report)
    {
        if (values.Text("username").Contains(':', StringComparison.Ordinal))
            report("username", "must not contain a colon");
    }
}
