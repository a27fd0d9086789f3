using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace ActivityLogForwarder.Sinks.File;

/// <summary>Mends a file whose writer was killed in the middle of a line.</summary>
internal static class LastLine
{
    private const int BlockSize = 64 * 1024;

    /// <summary>
    /// Cuts off what follows the last line break. Such an event never counted as delivered: it comes again, whole.
    /// </summary>
    public static void Mend(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var end = EndOfLastLine(file, length);
        if (end < length)
            RandomAccess.SetLength(file, end);
    }

    private static long EndOfLastLine(SafeFileHandle file, long length)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            // Usually the last byte is the line break, so the first look is at little.
            var size = 1;
            for (var end = length; end > 0; size = BlockSize)
            {
                var start = Math.Max(0, end - size);
                var read = RandomAccess.Read(file, block.AsSpan(0, (int)(end - start)), start);
                var lineBreak = block.AsSpan(0, read).LastIndexOf((byte)'\n');
                if (lineBreak >= 0)
                    return start + lineBreak + 1;
                end = start;
            }

            return 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
