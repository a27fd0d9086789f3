using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Stdout;
using ActivityLogForwarder.Tests.Sinks.Stdout;

namespace ActivityLogForwarder.Tests.Conformance;

public sealed class StdoutConformance : SinkConformance
{
    public override SinkType Type => StdoutSink.Type;

    protected override Task<SinkReceiver> StartAsync() => Task.FromResult<SinkReceiver>(new Receiver());

    private sealed class Receiver : SinkReceiver
    {
        private readonly OutputStream _output = new();

        public override bool CanBeChecked => false;

        public override bool WasTouched => _output.WasOpened;

        public override ISink CreateSink() => new StdoutSink(_output.Open);

        public override IReadOnlyList<string> Records() => _output.Lines();

        public override Task BreakAsync()
        {
            _output.IsClosed = true;
            return Task.CompletedTask;
        }

        public override Task MendAsync()
        {
            _output.IsClosed = false;
            return Task.CompletedTask;
        }

        public override IDisposable? Hold() => _output.Hold();

        protected override async Task StopAsync() => await _output.DisposeAsync();
    }
}
