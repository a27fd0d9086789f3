using System.Globalization;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>What is to be measured, and where its parts are.</summary>
internal sealed record BenchOptions
{
    /// <summary>The published program: native code.</summary>
    public required string Program { get; init; }

    /// <summary>The program published for .NET, compiled in advance (ReadyToRun); empty: it is not measured.</summary>
    public string OnDotnet { get; init; } = "";

    /// <summary>Where peers have been put, a folder each; empty: the program is measured alone.</summary>
    public string Peers { get; init; } = "";

    /// <summary>Where the peers' configurations and the poller lie: <c>tests/bench</c>.</summary>
    public string Configurations { get; init; } = "";

    /// <summary>Only the work of this name, or with this text in its name.</summary>
    public string Only { get; init; } = "";

    /// <summary>How often each forwarder runs, alternating with the others.</summary>
    public int Runs { get; init; } = 3;

    /// <summary>A tenth of the events, but no fewer than 200,000, and one run.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Where <c>perf record</c> writes the product's profile; empty: it is not profiled. The figures are then perf's own.</summary>
    public string Profile { get; init; } = "";

    /// <summary>Where configurations, state and logs go.</summary>
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"alf-bench-{Environment.ProcessId}");

    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions { Program = "" };
        for (var i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--program" => options with { Program = args[++i] },
                "--on-dotnet" => options with { OnDotnet = args[++i] },
                "--peers" => options with { Peers = args[++i] },
                "--configurations" => options with { Configurations = args[++i] },
                "--only" => options with { Only = args[++i] },
                "--runs" => options with { Runs = int.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--profile" => options with { Profile = args[++i] },
                "--quick" => options with { IsQuick = true, Runs = 1 },
                _ => throw new ArgumentException($"What is {args[i]}?"),
            };
        }

        return options.Program.Length > 0 ? options : throw new ArgumentException("--program is missing.");
    }
}
