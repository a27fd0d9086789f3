namespace ActivityLogForwarder.Simulator.Activities;

/// <summary>What a <see cref="Template"/> leaves open. The name in lower case stands in angle brackets there.</summary>
internal enum Variable
{
    Uuid,
    Time,
    Request,
    Queue,
    Transaction,
    Ip,
    Contract,
    User,
    Service,
    Host,
    Step,
    Steps,
    Name,
    Address,
    Cores,
    Lan,

    // From here on: ids out of a pool of a few dozen each, so that the same things keep turning up.
    Datacenter,
    Server,
    Volume,
    Nic,
    Rule,
    Snapshot,
    Block,
    Cluster,
    Pool,
    Person,
    Group,
    Unit,
    Token,
    Balancer,
}
