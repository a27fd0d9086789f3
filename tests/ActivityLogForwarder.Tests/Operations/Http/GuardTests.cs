using System.Net;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Http;

namespace ActivityLogForwarder.Tests.Operations.Http;

public sealed class GuardTests
{
    private static readonly IPEndPoint Everywhere = new(IPAddress.Any, 8080);

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("Bearer  ")]
    [InlineData("")]
    [InlineData(null)]
    public void A_token_that_is_empty_opens_nothing(string? header) =>
        Assert.False(new Guard(new OperationsOptions(Everywhere, Secret.FromText(""))).AllowsStatus(header));

    [Theory]
    [InlineData("Bearer sesame", true)]
    [InlineData("bearer  sesame ", true)]
    [InlineData("Bearer sesame2", false)]
    [InlineData("Bearer sesam", false)]
    [InlineData("Basic sesame", false)]
    [InlineData("sesame", false)]
    public void Only_the_token_itself_opens(string header, bool opens) =>
        Assert.Equal(opens, new Guard(new OperationsOptions(Everywhere, Secret.FromText("sesame"))).AllowsStatus(header));

    [Fact]
    public void A_token_that_its_file_has_replaced_opens_no_more()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "old");
            var guard = new Guard(new OperationsOptions(Everywhere, Secret.FromFile(file)));
            Assert.True(guard.AllowsStatus("Bearer old"));
            File.WriteAllText(file, "new");
            Assert.True(guard.AllowsStatus("Bearer new"));
            Assert.False(guard.AllowsStatus("Bearer old"));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
