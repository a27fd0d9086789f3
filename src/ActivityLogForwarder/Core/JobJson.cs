using System.Text.Json.Serialization;

namespace ActivityLogForwarder.Core;

/// <summary>A job's arguments and progress as JSON, without reflection.</summary>
[JsonSerializable(typeof(JobArguments))]
[JsonSerializable(typeof(JobProgress))]
internal sealed partial class JobJson : JsonSerializerContext;
