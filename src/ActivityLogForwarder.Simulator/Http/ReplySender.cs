using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ActivityLogForwarder.Simulator.Http;

/// <summary>Puts a <see cref="Reply"/> on the wire.</summary>
internal static class ReplySender
{
    private const int DripPieces = 20;

    /// <param name="context">The request to answer.</param>
    /// <param name="reply">The answer; its buffer is given back.</param>
    /// <param name="date">What the <c>Date</c> header says.</param>
    public static async Task SendAsync(HttpContext context, Reply reply, DateTime date)
    {
        try
        {
            var aborted = context.RequestAborted;
            if (reply.Delay > TimeSpan.Zero)
                await Task.Delay(reply.Delay, aborted).ConfigureAwait(false);

            var response = context.Response;
            response.StatusCode = reply.Status;
            response.ContentType = reply.ContentType;
            response.Headers.Date = date.ToString("R", CultureInfo.InvariantCulture);
            foreach (var (name, value) in reply.Headers)
                response.Headers[name] = value;
            if (reply.Status != StatusCodes.Status204NoContent)
                response.ContentLength = reply.Body.Length;

            if (reply.IsReset)
            {
                await response.Body.WriteAsync(reply.Body[..(reply.Body.Length / 2)], aborted).ConfigureAwait(false);
                await response.Body.FlushAsync(aborted).ConfigureAwait(false);
                context.Abort();
            }
            else if (reply.Drip > TimeSpan.Zero)
            {
                await DripAsync(response, reply, aborted).ConfigureAwait(false);
            }
            else
            {
                await response.Body.WriteAsync(reply.Body, aborted).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
            context.Abort();
        }
        finally
        {
            reply.Buffer?.Dispose();
        }
    }

    private static async Task DripAsync(HttpResponse response, Reply reply, CancellationToken aborted)
    {
        var size = Math.Max(1, (reply.Body.Length + DripPieces - 1) / DripPieces);
        for (var sent = 0; sent < reply.Body.Length; sent += size)
        {
            await Task.Delay(reply.Drip / DripPieces, aborted).ConfigureAwait(false);
            await response.Body.WriteAsync(reply.Body.Slice(sent, Math.Min(size, reply.Body.Length - sent)), aborted).ConfigureAwait(false);
            await response.Body.FlushAsync(aborted).ConfigureAwait(false);
        }
    }
}
