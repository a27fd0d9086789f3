namespace ActivityLogForwarder.Simulator;

internal static class Placeholder;
