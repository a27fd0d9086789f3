namespace ActivityLogForwarder.Mappers.Shapes;

/// <summary>What the texts in the slots of an event are like, as far as records tell it by more than those texts.</summary>
[Flags]
internal enum SlotVariant : byte
{
    None = 0,

    /// <summary>The user's name is a mail address.</summary>
    HasUserDomain = 1,

    /// <summary>The address is one of IPv6.</summary>
    IsV6 = 2,

    HasUriScheme = 4,
    HasUriDomain = 8,
    HasUriPath = 16,
    HasUriQuery = 32,
}
