using System.Text;

namespace ActivityLogForwarder.Reliability.Fuzzing;

/// <summary>Spoils inputs: bits, bytes, pieces cut out, doubled, moved, taken from others or from a list of words.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> corpus, IReadOnlyList<string> words)
{
    private static readonly byte[] Bytes = [0, 1, 9, 10, 13, 27, 32, 34, 39, 44, 45, 48, 57, 58, 91, 92, 93, 123, 125, 127, 128, 0xC2, 0xED, 0xEF, 0xFF];

    /// <summary>The next input: one of the corpus, spoilt a few times.</summary>
    public byte[] Next()
    {
        var input = corpus[random.Next(corpus.Count)].ToList();
        for (var times = random.Next(1, 8); times > 0; times--)
            Spoil(input);
        return [.. input];
    }

    private void Spoil(List<byte> input)
    {
        var at = random.Next(input.Count + 1);
        var length = Math.Min(input.Count - at, 1 << random.Next(8));
        switch (random.Next(9))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = Bytes[random.Next(Bytes.Length)];
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                input.InsertRange(at, input.GetRange(at, length));
                break;
            case 4:
                input.RemoveRange(at, input.Count - at);
                break;
            case 5:
                input.InsertRange(at, Enumerable.Repeat(Bytes[random.Next(Bytes.Length)], 1 << random.Next(12)));
                break;
            case 6:
                var other = corpus[random.Next(corpus.Count)];
                var from = random.Next(other.Length + 1);
                input.InsertRange(at, other[from..Math.Min(other.Length, from + (1 << random.Next(10)))]);
                break;
            default:
                input.RemoveRange(at, random.Next(2) * length);
                input.InsertRange(at, Encoding.UTF8.GetBytes(words[random.Next(words.Count)]));
                break;
        }
    }
}
