namespace ActivityLogForwarder.Simulator.Activities;

/// <summary>
/// Numbers that look random and are a pure function of what goes in, the same on every machine (splitmix64).
/// </summary>
internal static class Dice
{
    /// <summary>A number made of two others.</summary>
    public static ulong Mix(ulong a, ulong b)
    {
        var z = unchecked(a + (0x9E3779B97F4A7C15UL * (b + 1)));
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return z ^ (z >> 31);
    }

    public static ulong Mix(ulong a, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            a = Mix(a, c);
        return a;
    }

    /// <summary>A number from 0 up to, not including, <paramref name="count"/>.</summary>
    public static int Below(ulong number, int count) => (int)(number % (uint)count);

    /// <summary>A fraction in [0, 1).</summary>
    public static double Fraction(ulong number) => (number >> 11) * (1.0 / (1UL << 53));

    /// <summary>A version 4 UUID.</summary>
    public static Guid Uuid(ulong number)
    {
        Span<ulong> halves =
        [
            (Mix(number, 1) & ~(0xFUL << 60)) | (4UL << 60),
            (Mix(number, 2) & ~0xC0UL) | 0x80UL,
        ];
        return System.Runtime.InteropServices.MemoryMarshal.Read<Guid>(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(halves));
    }
}
