namespace ActivityLogForwarder.Core;

/// <summary>A customer contract and the account of the configuration that reads it.</summary>
/// <param name="Account">The account's name in the configuration.</param>
/// <param name="Number">The contract number, an opaque digit string (20 digits occur).</param>
public sealed record Contract(string Account, string Number)
{
    public override string ToString() => Number;
}
