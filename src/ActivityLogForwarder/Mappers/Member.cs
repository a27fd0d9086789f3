namespace ActivityLogForwarder.Mappers;

/// <summary>
/// A place in an event that the mappers know. Objects come first, then arrays, then texts: the order says what kind
/// of value belongs there.
/// </summary>
internal enum Member : byte
{
    /// <summary>Not known, or a part of something not known.</summary>
    None,

    // Objects.
    Root,
    Meta,
    Principal,
    Identity,
    Event,
    Param,
    Error,
    ResourceItem,
    MessageItem,

    // Arrays.
    Resources,
    Messages,
    ResourceActions,

    // Texts: of the root and of meta,
    Uuid,
    AuditVersion,
    RequestId,
    QueueRefId,
    Time,
    TransactionId,

    // of principal and its identity,
    SourceIp,
    PrincipalService,
    ServiceHost,
    ContractNumber,
    Username,

    // of event, its param and the error,
    Type,
    Status,
    Message,
    Method,
    Uri,
    Initiator,
    ErrorCode,
    ParamService,
    HttpStatus,

    // of each resource and each error message.
    ResourceType,
    ResourceId,
    ResourceAction,
    MessageCode,
    MessageText,
}
