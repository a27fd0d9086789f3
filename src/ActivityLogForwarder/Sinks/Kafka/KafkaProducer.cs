using ActivityLogForwarder.Core;
using Confluent.Kafka;

namespace ActivityLogForwarder.Sinks.Kafka;

/// <summary>
/// One producer for all lanes, made with the first batch and made anew after a fatal error. It is disposed only when
/// no batch waits for its reports any more, since those would never come.
/// </summary>
internal sealed class KafkaProducer(KafkaOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>How long a token is taken to be good; its file is read again a little earlier.</summary>
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private Lease? _current;
    private bool _isDisposed;

    /// <summary>Whether a producer has been made.</summary>
    public bool IsConnected => _current is not null;

    /// <summary>How many batches wait for reports.</summary>
    public int Waiting => _current?.Reports.Waiting ?? 0;

    /// <summary>The producer, until what is returned is disposed.</summary>
    /// <exception cref="SinkException">It cannot be made of these settings.</exception>
    public Lease Take()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_current is null or { Reports.IsBroken: true })
            {
                Release(_current);
                _current = new Lease(this, options, clock) { Users = 1 };
            }

            _current.Users++;
            _current.RenewCredential(options);
            return _current;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_isDisposed)
                Release(_current);
            _isDisposed = true;
        }
    }

    private void Release(Lease? lease)
    {
        if (lease is null)
            return;
        lock (_lock)
        {
            if (--lease.Users == 0)
                lease.Close();
        }
    }

    /// <summary>A producer and what is known of it.</summary>
    internal sealed class Lease : IDisposable
    {
        private readonly KafkaProducer _owner;
        private string? _password;
        private int _lastError;

        public Lease(KafkaProducer owner, KafkaOptions options, TimeProvider clock)
        {
            _owner = owner;
            _password = options.Password?.Value;
            Producer = Build(options);
            Client = Native.ClientOf(Producer);
            Reports = new KafkaReports(Client, error => Note(error, options), () => SetToken(Producer, options, clock));
        }

        public IProducer<Null, Null> Producer { get; }

        /// <summary>The producer as librdkafka has it.</summary>
        public nint Client { get; }

        /// <summary>Where records' reports arrive.</summary>
        public KafkaReports Reports { get; }

        /// <summary>Batches that use it, and one for its being the current one.</summary>
        public int Users { get; set; }

        /// <summary>What last went wrong with a connection since records were last delivered.</summary>
        public ErrorCode LastError
        {
            get => (ErrorCode)Volatile.Read(ref _lastError);
            set => Volatile.Write(ref _lastError, (int)value);
        }

        public void RenewCredential(KafkaOptions options)
        {
            if (options.Mechanism is null or "OAUTHBEARER" || options.Password!.Value is var password && password == _password)
                return;
            Producer.SetSaslCredentials(options.Username!, password);
            _password = password;
        }

        public void Dispose() => _owner.Release(this);

        /// <summary>Ends the producer, with nobody left to wait for a report.</summary>
        public void Close()
        {
            Reports.Dispose();
            Producer.Dispose();
            Reports.TakeBack();
        }

        private static IProducer<Null, Null> Build(KafkaOptions options)
        {
            if (!KafkaLibrary.TryLoad(out _))
                throw new SinkException("librdkafka-missing", char.ToUpperInvariant(KafkaLibrary.Cure[0]) + KafkaLibrary.Cure[1..] + ".");
            var builder = new ProducerBuilder<Null, Null>(KafkaSettings.Of(options))
                // What librdkafka has to say would go to standard error, in words that others may have chosen.
                .SetLogHandler((_, _) => { });
            try
            {
                return builder.Build();
            }
            catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or KafkaException)
            {
                // Secrets are no part of what it names: they are refused among the properties.
                throw new SinkException("kafka-settings", $"librdkafka does not take the settings: {OneLine(exception.Message)}", innerException: exception);
            }
        }

        private static void SetToken(IClient client, KafkaOptions options, TimeProvider clock)
        {
            options.Password!.Refresh();
            try
            {
                client.OAuthBearerSetToken(options.Password.Value, (clock.GetUtcNow() + TokenLifetime).ToUnixTimeMilliseconds(), options.Username);
            }
            catch (KafkaException)
            {
                client.OAuthBearerSetTokenFailure("The token cannot be used.");
            }
        }

        private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

        private void Note(ErrorCode error, KafkaOptions options)
        {
            // That all brokers are down follows what keeps each of them from being reached, which says more.
            if (error != ErrorCode.Local_AllBrokersDown || LastError == ErrorCode.NoError)
                LastError = error;
            if (error is ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed)
                options.Password?.Refresh();
        }
    }
}
