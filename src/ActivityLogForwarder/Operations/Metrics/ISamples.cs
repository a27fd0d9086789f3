namespace ActivityLogForwarder.Operations.Metrics;

/// <summary>Takes metrics one after the other, each with its samples.</summary>
public interface ISamples
{
    /// <summary>Begins a metric; its samples follow.</summary>
    /// <param name="name">The metric's name.</param>
    /// <param name="type"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
    /// <param name="help">One sentence.</param>
    void Family(string name, string type, string? help);

    /// <summary>A sample of the metric begun last.</summary>
    void Sample(double value, params ReadOnlySpan<(string Name, string Value)> labels);
}
