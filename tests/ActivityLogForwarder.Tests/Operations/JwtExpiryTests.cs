using System.Buffers.Text;
using System.Text;
using ActivityLogForwarder.Operations;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Operations;

public sealed class JwtExpiryTests
{
    [Theory]
    [InlineData("""{"exp":1795316400}""", 1795316400)]
    [InlineData("""{"sub":"x","exp":1795316400.75}""", 1795316400)]
    [InlineData("""{"exp":0}""", 0)]
    public void The_expiry_is_read(string claims, long expected)
    {
        Assert.True(JwtExpiry.TryRead(Token(claims), out var expires));
        Assert.Equal(expected, expires.ToUnixTimeSeconds());
        Assert.Equal(TimeSpan.Zero, expires.Offset);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"exp":null}""")]
    [InlineData("""{"exp":"1795316400"}""")]
    [InlineData("""{"exp":-1}""")]
    [InlineData("""{"exp":1e300}""")]
    [InlineData("""{"exp":1e999}""")]
    [InlineData("""{"exp":253402300800}""")]
    [InlineData("[1]")]
    [InlineData("{\"exp\":")]
    [InlineData("")]
    public void Claims_without_a_usable_expiry_have_none(string claims) =>
        Assert.False(JwtExpiry.TryRead(Token(claims), out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("opaque-token")]
    [InlineData("..")]
    [InlineData("a.!!!.c")]
    [InlineData("a.b.c.d.e")]
    public void What_is_no_such_token_has_none(string? token) => Assert.False(JwtExpiry.TryRead(token, out _));

    [Fact]
    public void No_text_makes_it_throw() =>
        Prop.ForAll<string, byte[]>((text, bytes) =>
        {
            JwtExpiry.TryRead(text, out _);
            JwtExpiry.TryRead($"{text}.{Base64Url.EncodeToString(bytes)}.{text}", out _);
            JwtExpiry.TryRead(Token("{\"exp\":" + text + "}"), out _);
        }).QuickCheckThrowOnFailure();

    private static string Token(string claims) => $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln";
}
