using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Syslog;

namespace ActivityLogForwarder.Tests.Sinks.Syslog;

public sealed class RelpReaderTests
{
    private const string Stream = "1 rsp 27 200 OK\nrelp_version=0\na b\nc\n2 rsp 6 200 OK\n3 rsp 0\n\n4 rsp 0 \n999999999 rsp 3 500\n0 serverclose 0\n";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Frames_are_the_same_however_they_arrive(int piece)
    {
        using var reader = new RelpReader();
        var frames = new List<string>();
        foreach (var part in Encoding.ASCII.GetBytes(Stream).Chunk(piece))
        {
            reader.Add(part);
            while (reader.TryRead(out var frame))
                frames.Add($"{frame.Number} {frame.Kind} {frame.Status} {frame.Data.Length}");
        }

        Assert.Equal(
            ["1 Response 200 27", "2 Response 200 6", "3 Response 0 0", "4 Response 0 0", "999999999 Response 500 3", "0 ServerClose 0 0"], frames);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("1 syslog 1 x\n")]
    [InlineData("x rsp 6 200 OK\n")]
    [InlineData("-1 rsp 6 200 OK\n")]
    [InlineData("1000000000 rsp 6 200 OK\n")]
    [InlineData("1 rsp 5 200 OK\n")]
    [InlineData("1 rsp 99999 ")]
    [InlineData("1 rsp -1 ")]
    [InlineData("1 rsp 3\nOK\n")]
    [InlineData("220 mail.example.com ESMTP ready and waiting for you to say something sensible")]
    public void What_is_no_frame_ends_the_session(string text)
    {
        using var reader = new RelpReader();
        reader.Add(Encoding.ASCII.GetBytes(text));
        Assert.Equal("relp-protocol", Assert.Throws<SinkException>(() => reader.TryRead(out _)).Code);
    }
}
