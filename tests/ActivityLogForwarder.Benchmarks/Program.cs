using ActivityLogForwarder.Benchmarks.EndToEnd;
using ActivityLogForwarder.Benchmarks.Peers;
using BenchmarkDotNet.Running;

if (args is ["bench", .. var rest])
    return await Bench.RunAsync(rest);
if (args is ["simulate", .. var simulated])
    return await SimulatorProcess.RunAsync(simulated);
if (args is ["typed", .. var arguments])
    return await TypedForwarder.RunAsync(arguments);
BenchmarkSwitcher.FromAssembly(typeof(Bench).Assembly).Run(args);
return 0;
