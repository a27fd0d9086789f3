using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Logs;

namespace ActivityLogForwarder.Tests.Operations.Logs;

public sealed class RedactionTests
{
    [Fact]
    public void A_secret_is_masked_wherever_it_stands()
    {
        var redaction = new Redaction();
        redaction.Add(Secret.FromText("s3cret/+ \"q"));
        Assert.Equal(
            "a [redacted] b [redacted] c [redacted]",
            redaction.Apply("a s3cret/+ \"q b s3cret%2F%2B%20%22q c s3cret/+ \\\"q"));
    }

    [Fact]
    public void The_credentials_of_basic_authentication_are_masked()
    {
        var redaction = new Redaction();
        redaction.Add(Secret.FromText("pw"), "user@example.com");
        var header = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("user@example.com:pw"));
        Assert.Equal("Basic [redacted]", redaction.Apply(header));
    }

    [Fact]
    public void A_secret_that_holds_another_is_masked_whole()
    {
        var redaction = new Redaction();
        redaction.Add(Secret.FromText("abcd"));
        redaction.Add(Secret.FromText("abcd-efgh"));
        Assert.Equal("[redacted] [redacted]", redaction.Apply("abcd-efgh abcd"));
    }

    [Fact]
    public void A_secret_too_short_to_tell_apart_does_not_shred_the_text()
    {
        var redaction = new Redaction();
        redaction.Add(Secret.FromText("a"));
        Assert.Equal("a banana", redaction.Apply("a banana"));
    }

    [Fact]
    public void After_a_change_of_its_file_old_and_new_are_masked()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "old-token\n");
            var secret = Secret.FromFile(file);
            var redaction = new Redaction();
            redaction.Add(secret);
            File.WriteAllText(file, "new-token\n");
            Assert.True(secret.Refresh());
            Assert.Equal("[redacted] [redacted]", redaction.Apply("old-token new-token"));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
