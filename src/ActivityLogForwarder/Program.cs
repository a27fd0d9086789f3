using System.CommandLine;
using ActivityLogForwarder.Commands;

var root = new RootCommand("Forwards the IONOS Cloud Activity Log to SIEMs: every event, at least once, provably.")
{
    RunCommand.Create(),
    DemoCommand.Create(),
    BackfillCommand.Create(),
    VerifyCommand.Create(),
    RewindCommand.Create(),
    MapCommand.Create(),
    ValidateCommand.Create(),
    SetupCommand.Create(),
    ContractsCommand.Create(),
    StatusCommand.Create(),
    DeadLettersCommand.Create(),
    StateCommand.Create(),
    SimulateCommand.Create(),
    SchemaCommand.Create(),
    HealthcheckCommand.Create(),
};
return await CommandLine.InvokeAsync(root, args);
