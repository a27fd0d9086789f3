using System.IO.Pipes;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Stdout;
using Microsoft.Win32.SafeHandles;

namespace ActivityLogForwarder.Tests.Sinks.Stdout;

public sealed class StdoutSinkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_is_one_write()
    {
        await using var output = new OutputStream();
        await using var sink = new StdoutSink(output.Open);
        await sink.WriteAsync(SomeBatch.Of(100), Token);
        Assert.Equal(1, output.Writes);
        Assert.False(sink.IsConfirmed);
    }

    [Fact]
    public async Task A_line_cut_short_by_a_failure_is_not_continued()
    {
        await using var output = new OutputStream { FailsAfter = 10 };
        await using var sink = new StdoutSink(output.Open);
        var batch = SomeBatch.Of(2);
        await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        await sink.WriteAsync(batch, Token);
        await sink.WriteAsync(batch, Token);
        Assert.Equal([batch.Bodies()[0][..10], .. batch.Bodies(), .. batch.Bodies()], output.Text().Split('\n')[..^1]);
    }

    [Fact]
    public async Task A_pipe_that_nobody_reads_any_more_is_an_error()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The console's own stream tells of it on Windows.");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        var stream = StdoutSink.OpenPipe(new SafeFileHandle(pipe.ClientSafePipeHandle.DangerousGetHandle(), ownsHandle: false));
        Assert.NotNull(stream);
        await using var sink = new StdoutSink(() => stream);
        var batch = SomeBatch.Of(1);
        await sink.WriteAsync(batch, Token);
        Assert.True(batch.HasAccepted());
        var handle = pipe.SafePipeHandle;
        handle.Dispose();
        var lost = SomeBatch.Of(1);
        Assert.Equal("closed", (await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(lost, Token).AsTask())).Code);
        Assert.False(lost.HasAccepted());
    }
}
