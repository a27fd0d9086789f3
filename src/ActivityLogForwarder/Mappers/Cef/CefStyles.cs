namespace ActivityLogForwarder.Mappers.Cef;

/// <summary>How the Common Event Format escapes: in the header the field separator, in the extension the equals sign.</summary>
internal static class CefStyles
{
    public static readonly LineStyle Header = new("\\|", (byte)'\\') { Control = [], IsTrimmed = true };

    public static readonly LineStyle Extension = new("\\=", (byte)'\\')
    {
        CarriageReturn = [.. "\\r"u8],
        LineBreak = [.. "\\n"u8],
        Control = [],
        IsTrimmed = true,
    };
}
