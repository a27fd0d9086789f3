using ActivityLogForwarder.Simulator.Faults;
using Microsoft.AspNetCore.Http;

namespace ActivityLogForwarder.Simulator.Http;

/// <summary>One request to the published API, with the faults as they were when it came.</summary>
/// <param name="Request">The request.</param>
/// <param name="Contract">The contract in its path; null for the list of contracts.</param>
/// <param name="FirstContract">The first of the simulator's contracts.</param>
/// <param name="Credentials">Who is let in.</param>
/// <param name="Faults">The faults that are on.</param>
/// <param name="Now">The service's clock, UTC.</param>
internal sealed record Exchange(
    HttpRequest Request, string? Contract, string FirstContract, Credentials Credentials, ActiveFaults Faults, DateTime Now)
{
    /// <summary>Whether a page of a log is asked for, and not the list of contracts.</summary>
    public bool IsPage => Contract is not null;

    public string Authorization => Request.Headers.Authorization.ToString();
}
