namespace ActivityLogForwarder.Tests.Sinks.Syslog;

/// <summary>How a stub that speaks RELP misbehaves.</summary>
public sealed class StubFaults
{
    private int _messages;

    /// <summary>Says what is answered to the message of this number, counted from 1; null: nothing.</summary>
    public Func<int, string?> Message { get; set; } = _ => "200 OK";

    /// <summary>After how many messages the session is ended by the receiver.</summary>
    public int EndsAfter { get; set; } = int.MaxValue;

    /// <summary>What is answered to <c>open</c>.</summary>
    public string Open { get; set; } = "200 OK\nrelp_version=0\nrelp_software=stub\ncommands=syslog";

    /// <summary>The offers of the last client.</summary>
    public string Offers { get; private set; } = "";

    /// <summary>Sessions that clients have closed as they should.</summary>
    public int Closed { get; private set; }

    /// <summary>The numbers of the commands, in order.</summary>
    public List<int> Numbers { get; } = [];

    public string? Answer(int number, string command, string data)
    {
        Numbers.Add(number);
        switch (command)
        {
            case "open":
                Offers = data;
                return Open;
            case "syslog":
                return Message(++_messages);
            case "close":
                Closed++;
                return "200 OK";
            default:
                throw new InvalidDataException($"The command {command} is unknown.");
        }
    }

    public bool IsEnd(string command) => command == "close" || (command == "syslog" && _messages >= EndsAfter);
}
