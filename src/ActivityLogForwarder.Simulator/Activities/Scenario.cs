namespace ActivityLogForwarder.Simulator.Activities;

/// <summary>A resource that a request touches, as a template.</summary>
internal readonly record struct Touched(string Type, string Id, string Action)
{
    public override string ToString() => $$"""{"action":["{{Action}}"],"id":"{{Id}}","type":"{{Type}}"}""";
}

/// <summary>
/// A request and the templates of the events that come of it.
/// </summary>
internal sealed class Scenario
{
    private const string ByRest = ",\"sourceService\":\"PUBLIC_REST\"";
    private const string ByProvisioning = ",\"sourceService\":\"Provisioning\"";
    private static readonly string Locked = Error("422", "361", "[VDC-7-361] The resource is locked by another request");
    private static readonly string Forbidden = Error("403", "309", "[VDC-5-309] The user has no edit privilege on this resource");

    private readonly string _param;
    private readonly string _resources;
    private readonly string _action;

    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path below the API's address, with variables.</param>
    /// <param name="what">What is done, as part of a sentence, with variables.</param>
    /// <param name="touched">The resources, the most telling one first.</param>
    public Scenario(string method, string path, string what, params Touched[] touched)
    {
        _param = $"\"action\":\"{method}\",\"uri\":\"https://api.ionos.com{path}\",\"initiator\":\"<service>\"";
        _resources = string.Join(',', touched);
        _action = touched[0].Action;

        Accepted = Source("RequestAccepted", "QUEUED", $"Request to {what} accepted and queued for provisioning", ByRest);
        Waiting = Source("RequestStatusUpdate", "QUEUED", $"Request to {what} waits for others on the same resources, step <step> of <steps>", ByProvisioning);
        Running = Source("RequestStatusUpdate", "RUNNING", $"Request to {what} is being executed, step <step> of <steps>", ByProvisioning);
        Completing = Source("RequestStatusUpdate", "DONE", $"Request to {what} has been completed, step <step> of <steps>", ByProvisioning);
        Failing = Source("RequestStatusUpdate", "FAILED", $"Request to {what} has failed, step <step> of <steps>", ByProvisioning + Locked);
        Provisioned = Source("Provision", "DONE", $"Provisioning has finished: {what}", ByProvisioning);
        Failed = Source("Provision", "FAILED", $"Provisioning has failed: {what}", ByProvisioning + ",\"errorCode\":\"361\"" + Locked);
        Done = Source("RequestAccepted", "DONE", $"Request to {what} has been completed", ByRest);
        Refused = Source("Error", "FAILED", $"Request to {what} has been refused", ByRest + ",\"errorCode\":\"309\"" + Forbidden);
    }

    public Template Accepted { get; }

    public Template Waiting { get; }

    public Template Running { get; }

    public Template Completing { get; }

    public Template Failing { get; }

    public Template Provisioned { get; }

    public Template Failed { get; }

    /// <summary>The one event of a request that is carried out at once.</summary>
    public Template Done { get; }

    public Template Refused { get; }

    /// <summary>The template of a provisioning request's event.</summary>
    public Template At(int step, int steps, bool fails)
    {
        var left = steps - 1 - step;
        return (step, left) switch
        {
            (0, _) => Accepted,
            (_, 0) => fails ? Failed : Provisioned,
            (_, 1) => fails ? Failing : Completing,
            (1, _) => Waiting,
            _ => Running,
        };
    }

    /// <summary>Whether its first action is this one.</summary>
    public bool Does(string action) => _action == action;

    /// <summary>An error body as a further member of <c>param</c>.</summary>
    public static string Error(string status, string code, string message) =>
        $$""","error":{"httpStatus":"{{status}}","messages":[{"errorCode":"{{code}}","message":"{{message}}"}]}""";

    /// <summary>A whole event; <paramref name="param"/> and <paramref name="resources"/> are what stands between their brackets.</summary>
    public static Template Source(
        string type, string status, string message, string param, string resources, string service = "<service>", string host = "<host>") => new(
        $$$"""
        {"@uuid":"<uuid>","meta":{"auditVersion":"0.1","requestId":"<request>","queueRefId":<queue>,"time":"<time>","transactionId":"<transaction>"},"principal":{"sourceIP":"<ip>","identity":{"contractNumber":"<contract>","username":"<user>"},"sourceService":"{{{service}}}","serviceHost":"{{{host}}}"},"event":{"param":{{{{param}}}},"resources":[{{{resources}}}],"message":"{{{message}}}","status":"{{{status}}}","type":"{{{type}}}"}}
        """);

    private Template Source(string type, string status, string message, string moreParam) =>
        Source(type, status, message, _param + moreParam, _resources);
}
