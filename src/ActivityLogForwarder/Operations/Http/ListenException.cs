namespace ActivityLogForwarder.Operations.Http;

/// <summary>The status port cannot be opened.</summary>
/// <param name="message">One line that names the address and the cure.</param>
/// <param name="innerException">The cause.</param>
public sealed class ListenException(string message, Exception innerException) : Exception(message, innerException);
