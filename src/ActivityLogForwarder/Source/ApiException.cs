using System.Net;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Source;

/// <summary>An answer that is not the page asked for.</summary>
/// <param name="code">A short word for status, metrics and logs.</param>
/// <param name="message">One line for the operator, nothing quoted from the answer.</param>
/// <param name="status">The answer's status.</param>
/// <param name="isTransient">Whether the same request may soon do better.</param>
/// <param name="retryAfter">How long the API asks to be left alone.</param>
/// <param name="isRefusal">Whether the contract was refused.</param>
public sealed class ApiException(
    string code, string message, HttpStatusCode status, bool isTransient, TimeSpan? retryAfter = null, bool isRefusal = false)
    : SourceException(code, message, isRefusal)
{
    public HttpStatusCode Status { get; } = status;

    public bool IsTransient { get; } = isTransient;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>What the status of an answer means.</summary>
    public static ApiException FromStatus(Answer answer, string host)
    {
        var number = (int)answer.Status;
        var code = $"http-{number}";
        return answer.Status switch
        {
            HttpStatusCode.Unauthorized => new(code, $"{host} refused the credential (401). Renew the token or password.", answer.Status, true),
            HttpStatusCode.Forbidden => new(code, $"{host} refuses this contract (403). Reading needs the owner, an administrator, or the group right accessActivityLog.", answer.Status, false, isRefusal: true),
            HttpStatusCode.NotFound => new(code, $"{host} knows no such contract (404).", answer.Status, false, isRefusal: true),
            HttpStatusCode.TooManyRequests => new(code, $"{host} asks to slow down (429).", answer.Status, true, answer.RetryAfter),
            HttpStatusCode.RequestTimeout => new(code, $"{host} gave up waiting (408).", answer.Status, true, answer.RetryAfter),
            _ when number >= 500 => new(code, $"{host} failed ({number}).", answer.Status, true, answer.RetryAfter),
            _ when number is >= 300 and < 400 => new(code, $"{host} answered with a redirect ({number}), which is not followed.", answer.Status, true),
            _ when number is >= 200 and < 300 => new("no-hits", $"{host} answered {number} without a list of hits.", answer.Status, true),
            _ => new(code, $"{host} refused the request ({number}).", answer.Status, false),
        };
    }
}
