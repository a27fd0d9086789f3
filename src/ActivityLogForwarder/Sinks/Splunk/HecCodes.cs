using System.Globalization;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Splunk;

/// <summary>The collector's codes ("Troubleshoot HTTP Event Collector" in Splunk's Getting Data In).</summary>
internal static class HecCodes
{
    public const int NoData = 5;
    public const int IncorrectIndex = 7;
    public const int ChannelMissing = 10;
    public const int AckDisabled = 14;
    public const int RequestTooLarge = 27;

    /// <summary>Whether a code that comes with HTTP 200 means success: 24 and 25 only warn of queues that fill.</summary>
    public static bool IsSuccess(int code) => code is 0 or 24 or 25;

    /// <summary>
    /// Whether the code is about one event: invalid data format, incorrect index, event missing, event blank, wrong
    /// indexed fields.
    /// </summary>
    public static bool IsAboutEvent(int code) => code is 6 or IncorrectIndex or 12 or 13 or 15;

    /// <summary>The reason to be shown for a code.</summary>
    public static string Reason(int code) => string.Create(CultureInfo.InvariantCulture, $"hec-{code}");

    /// <summary>The failure of a request as a whole.</summary>
    public static SinkException Failure(HttpAnswer http, HecAnswer answer, Uri url)
    {
        var what = answer.Code switch
        {
            1 => "has the token switched off",
            2 or 3 or 4 or 16 or 21 => "refuses the token",
            8 => "has an internal error",
            9 or 18 or 20 or 26 => "is busy: its queues are full",
            ChannelMissing => "wants acknowledgements for this token; set ack: true",
            11 => "does not take the channel",
            AckDisabled => "has indexer acknowledgement switched off for this token; switch it on there, or set ack: false",
            19 => "cannot acknowledge at the moment",
            23 => "is shutting down",
            _ => null,
        };
        return what is null
            ? HttpFailures.From(http.Status, http.RetryAfter, url)
            : new SinkException(
                Reason(answer.Code),
                string.Create(CultureInfo.InvariantCulture, $"{url.Authority} {what} (HTTP {http.Status}, code {answer.Code})."), http.RetryAfter);
    }
}
