using System.Text.Json;

namespace ActivityLogForwarder.Source;

/// <summary>The answer of <c>GET /activitylog/v1/contracts</c>.</summary>
public static class ContractList
{
    /// <summary>
    /// Reads the contract numbers as they are written (20 digits occur), each once, in the API's order. False where
    /// the body is no array.
    /// </summary>
    public static bool TryParse(ReadOnlyMemory<byte> body, out IReadOnlyList<string> contracts)
    {
        var found = new List<string>();
        contracts = found;
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                return false;
            foreach (var entry in document.RootElement.EnumerateArray())
            {
                if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("id", out var id))
                    continue;
                var number = id.ValueKind switch
                {
                    JsonValueKind.Number => id.GetRawText(),
                    JsonValueKind.String => id.GetString()!,
                    _ => "",
                };
                if (number.Length is > 0 and <= 64 && number.All(char.IsAsciiDigit) && !found.Contains(number))
                    found.Add(number);
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
