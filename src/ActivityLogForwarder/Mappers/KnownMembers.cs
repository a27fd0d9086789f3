using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers;

/// <summary>The names of the members that the mappers know, object by object.</summary>
internal static class KnownMembers
{
    private const int LongestName = 14;

    public const int Count = (int)Member.MessageText + 1;

    public static bool IsObject(Member member) => member is >= Member.Root and <= Member.MessageItem;

    public static bool IsArray(Member member) => member is >= Member.Resources and <= Member.ResourceActions;

    /// <summary>What an item of the array is.</summary>
    public static Member ItemOf(Member array) => array switch
    {
        Member.Resources => Member.ResourceItem,
        Member.Messages => Member.MessageItem,
        Member.ResourceActions => Member.ResourceAction,
        _ => Member.None,
    };

    /// <summary>What a member of the object is; names are compared exactly.</summary>
    public static Member Find(Member parent, ReadOnlySpan<byte> name, bool isEscaped)
    {
        if (!isEscaped)
            return Find(parent, name);
        if (name.Length > 6 * LongestName)
            return Member.None;
        Span<byte> meaning = stackalloc byte[6 * LongestName];
        return Find(parent, meaning[..JsonEscapes.Unescape(name, meaning)]);
    }

    private static Member Find(Member parent, ReadOnlySpan<byte> name) => parent switch
    {
        Member.Root => name.Length switch
        {
            4 => If(name, "meta"u8, Member.Meta),
            5 => If(name, "event"u8, Member.Event, "@uuid"u8, Member.Uuid),
            9 => If(name, "principal"u8, Member.Principal),
            _ => Member.None,
        },
        Member.Meta => name.Length switch
        {
            4 => If(name, "time"u8, Member.Time),
            9 => If(name, "requestId"u8, Member.RequestId),
            10 => If(name, "queueRefId"u8, Member.QueueRefId),
            12 => If(name, "auditVersion"u8, Member.AuditVersion),
            13 => If(name, "transactionId"u8, Member.TransactionId),
            _ => Member.None,
        },
        Member.Principal => name.Length switch
        {
            8 => If(name, "sourceIP"u8, Member.SourceIp, "identity"u8, Member.Identity),
            11 => If(name, "serviceHost"u8, Member.ServiceHost),
            13 => If(name, "sourceService"u8, Member.PrincipalService),
            _ => Member.None,
        },
        Member.Identity => name.Length switch
        {
            8 => If(name, "username"u8, Member.Username),
            14 => If(name, "contractNumber"u8, Member.ContractNumber),
            _ => Member.None,
        },
        Member.Event => name.Length switch
        {
            4 => If(name, "type"u8, Member.Type),
            5 => If(name, "param"u8, Member.Param),
            6 => If(name, "status"u8, Member.Status),
            7 => If(name, "message"u8, Member.Message),
            9 => If(name, "resources"u8, Member.Resources),
            _ => Member.None,
        },
        Member.Param => name.Length switch
        {
            3 => If(name, "uri"u8, Member.Uri),
            5 => If(name, "error"u8, Member.Error),
            6 => If(name, "action"u8, Member.Method),
            9 => If(name, "initiator"u8, Member.Initiator, "errorCode"u8, Member.ErrorCode),
            13 => If(name, "sourceService"u8, Member.ParamService),
            _ => Member.None,
        },
        Member.Error => name.Length switch
        {
            8 => If(name, "messages"u8, Member.Messages),
            10 => If(name, "httpStatus"u8, Member.HttpStatus),
            _ => Member.None,
        },
        Member.ResourceItem => name.Length switch
        {
            2 => If(name, "id"u8, Member.ResourceId),
            4 => If(name, "type"u8, Member.ResourceType),
            6 => If(name, "action"u8, Member.ResourceActions),
            _ => Member.None,
        },
        Member.MessageItem => name.Length switch
        {
            7 => If(name, "message"u8, Member.MessageText),
            9 => If(name, "errorCode"u8, Member.MessageCode),
            _ => Member.None,
        },
        _ => Member.None,
    };

    private static Member If(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known, Member member) =>
        name.SequenceEqual(known) ? member : Member.None;

    private static Member If(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> known, Member member, ReadOnlySpan<byte> other, Member otherMember) =>
        name.SequenceEqual(known) ? member : If(name, other, otherMember);
}
