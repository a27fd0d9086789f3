using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ActivityLogForwarder.Simulator.Http;

/// <summary>What a page request asks for, and what the service makes of it.</summary>
internal sealed record PageQuery
{
    /// <summary>The page size where the request names none.</summary>
    public const int DefaultLimit = 20;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ss",
    ];

    /// <summary>The earliest time, inclusive, in ticks.</summary>
    public long Start { get; init; }

    /// <summary>The latest time, exclusive, in ticks.</summary>
    public long End { get; init; } = long.MaxValue;

    /// <summary>Hits to skip.</summary>
    public long Offset { get; init; }

    /// <summary>The most hits to return.</summary>
    public long Limit { get; init; } = DefaultLimit;

    /// <summary>The most hits that may be paged through: the limit of offset + limit.</summary>
    public long Window { get; init; }

    /// <summary>The answer beyond <see cref="Window"/>; null: a page without hits.</summary>
    public Reply? BeyondWindow { get; init; } = Reply.Error(
        400, "100", "Result window is too large, offset + limit must be less than or equal to the maximum");

    /// <summary>An answer instead of a page, if the request is refused.</summary>
    public Reply? Refusal { get; init; }

    /// <summary>Reads a query string; what cannot be read is refused with 400.</summary>
    public static PageQuery Read(IQueryCollection query, int window, int maxLimit)
    {
        if (!TryDate(query["dateStart"].ToString(), 0, out var start))
            return Bad("dateStart");
        if (!TryDate(query["dateEnd"].ToString(), long.MaxValue, out var end))
            return Bad("dateEnd");
        if (!TryNumber(query["offset"].ToString(), 0, out var offset))
            return Bad("offset");
        return TryNumber(query["limit"].ToString(), DefaultLimit, out var limit)
            ? new PageQuery { Start = start, End = end, Offset = offset, Limit = Math.Min(limit, maxLimit), Window = window }
            : Bad("limit");
    }

    private static PageQuery Bad(string parameter) => new()
    {
        Refusal = Reply.Error(400, "110", $"The value of the parameter {parameter} cannot be read"),
    };

    private static bool TryDate(string text, long otherwise, out long ticks)
    {
        ticks = otherwise;
        if (text.Length == 0)
            return true;
        if (!DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return false;
        ticks = time.UtcTicks;
        return true;
    }

    private static bool TryNumber(string text, int otherwise, out long number)
    {
        number = otherwise;
        return text.Length == 0
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && (number = given) >= 0);
    }
}
