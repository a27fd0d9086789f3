using System.Globalization;
using System.Text.Json;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Elasticsearch;

/// <summary>One item of a bulk answer: what counts of it.</summary>
public readonly ref struct BulkItem
{
    private const int LongestReason = 64;

    /// <summary>The HTTP status of the event.</summary>
    public required int Status { get; init; }

    /// <summary><c>error.type</c>, as JSON has it; empty where there is none.</summary>
    public ReadOnlySpan<byte> ErrorType { get; init; }

    /// <summary>Whether there is an <c>error</c> that is not null.</summary>
    public bool HasError { get; init; }

    /// <summary>Whether the document went to the failure store instead of the data stream.</summary>
    public bool WentToFailureStore { get; init; }

    /// <summary>Reads one item; false when it is no object with one <c>create</c> that has a status.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static bool TryRead(scoped ref Utf8JsonReader reader, out BulkItem item)
    {
        item = default;
        if (reader.TokenType != JsonTokenType.StartObject || !reader.Read()
            || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("create"u8)
            || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        var status = 0;
        ReadOnlySpan<byte> errorType = default;
        bool hasError = false, failureStore = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("status"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out status))
                    return false;
            }
            else if (reader.ValueTextEquals("failure_store"u8))
            {
                reader.Read();
                failureStore = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("used"u8);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                hasError = reader.TokenType != JsonTokenType.Null;
                errorType = ReadErrorType(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        item = new BulkItem { Status = status, ErrorType = errorType, HasError = hasError, WentToFailureStore = failureStore };
        return status != 0 && reader.Read() && reader.TokenType == JsonTokenType.EndObject;
    }

    /// <summary>What the item means for its event.</summary>
    /// <param name="isAlone">Whether it was the only one in its request.</param>
    public WriteResult Judge(bool isAlone) => Status switch
    {
        200 or 201 when WentToFailureStore => WriteResult.Rejected("failure_store"),
        200 or 201 when !HasError => WriteResult.Accepted,
        // For `create` there is one conflict: the id is there already.
        409 when !HasError || ErrorType.IsEmpty || ErrorType.SequenceEqual("version_conflict_engine_exception"u8) => WriteResult.AcceptedBefore,
        400 => WriteResult.Rejected(Reason()),
        404 when !ErrorType.SequenceEqual("index_not_found_exception"u8) => WriteResult.Rejected(Reason()),
        413 => isAlone ? WriteResult.Rejected(Reason()) : WriteResult.TooLarge(Reason()),
        _ => WriteResult.Retry(Reason()),
    };

    private static ReadOnlySpan<byte> ReadErrorType(scoped ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> type = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return type;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
                type = reader.ValueSpan;
            reader.Skip();
        }

        return type;
    }

    // The type is the server's word, but the server may be anyone: only what a type looks like passes.
    private string Reason()
    {
        if (ErrorType.IsEmpty)
            return string.Create(CultureInfo.InvariantCulture, $"http-{Status}");
        return string.Create(Math.Min(ErrorType.Length, LongestReason), ErrorType, static (reason, type) =>
        {
            for (var i = 0; i < reason.Length; i++)
            {
                var c = char.ToLowerInvariant((char)type[i]);
                reason[i] = char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '.' or '-' ? c : '_';
            }
        });
    }
}
