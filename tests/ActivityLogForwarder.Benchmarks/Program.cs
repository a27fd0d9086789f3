using ActivityLogForwarder.Benchmarks.EndToEnd;
using BenchmarkDotNet.Running;

if (args is ["bench", .. var rest])
    return await Bench.RunAsync(rest);
BenchmarkSwitcher.FromAssembly(typeof(Bench).Assembly).Run(args);
return 0;
