using ActivityLogForwarder.Benchmarks.EndToEnd;
using ActivityLogForwarder.Benchmarks.Peers;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

if (args is ["bench", .. var rest])
    return await Bench.RunAsync(rest);
if (args is ["simulate", .. var simulated])
    return await SimulatorProcess.RunAsync(simulated);
if (args is ["yardstick"])
    return await YardstickProcess.RunAsync();
if (args is ["typed", .. var arguments])
    return await TypedForwarder.RunAsync(arguments);

// In this process: a project made up by BenchmarkDotNet would not restore under the repository's settings. The least of
// all means is what a machine with other work to do disturbs least.
BenchmarkSwitcher.FromAssembly(typeof(Bench).Assembly).Run(
    args, DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)).AddColumn(StatisticColumn.Min));
return 0;
