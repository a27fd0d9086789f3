using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.File;
using ActivityLogForwarder.Tests.Sinks.File;

namespace ActivityLogForwarder.Tests.Conformance;

public sealed class FileConformance : SinkConformance
{
    public override SinkType Type => FileSink.Type;

    protected override Task<SinkReceiver> StartAsync() => Task.FromResult<SinkReceiver>(new Receiver());

    private sealed class Receiver : SinkReceiver
    {
        private readonly TemporaryFolder _folder = new();

        public override bool WasTouched => Directory.Exists(Path.GetDirectoryName(File));

        private string File => _folder.File("new/activity.jsonl");

        public override ISink CreateSink() => new FileSink(new FileSinkOptions { Path = new Template(File) });

        public override IReadOnlyList<string> Records() => System.IO.File.Exists(File) ? TemporaryFolder.Lines(File) : [];

        public override Task BreakAsync()
        {
            if (System.IO.File.Exists(File))
                System.IO.File.Move(File, File + ".aside");
            Directory.CreateDirectory(File);
            return Task.CompletedTask;
        }

        public override Task MendAsync()
        {
            Directory.Delete(File);
            System.IO.File.Move(File + ".aside", File);
            return Task.CompletedTask;
        }

        protected override Task StopAsync()
        {
            _folder.Dispose();
            return Task.CompletedTask;
        }
    }
}
