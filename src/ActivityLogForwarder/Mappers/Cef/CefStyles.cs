namespace ActivityLogForwarder.Mappers.Cef;

/// <summary>How the Common Event Format escapes: in the header the field separator, in the extension the equals sign.</summary>
internal static class CefStyles
{
    private const byte Backslash = (byte)'\\';

    public static readonly LineStyle Header = new("\\|", Backslash, [(byte)' '], [(byte)' '], [], IsTrimmed: true);

    public static readonly LineStyle Extension = new("\\=", Backslash, [Backslash, (byte)'r'], [Backslash, (byte)'n'], [], IsTrimmed: true);
}
