using System.Text;

namespace TaskForce.Client.Tests.Webhooks;

public class WebhookSecretTests
{
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long Seconds = 1614265330;

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");
    private static readonly WebhookSecret Secret = new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeSeconds(Seconds);

    // The example that Standard Webhooks gives for its libraries.
    [Fact]
    public void Sign_TheStandardsExample_IsItsSignature() =>
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Secret.Sign(Id, Seconds, Body));

    [Theory]
    [InlineData(Id, "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, WebhookFault.None)]
    [InlineData(Id, "1614265330", "v1,AAAA v1a,BBBB v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 300, WebhookFault.None)]
    [InlineData(Id, "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 301, WebhookFault.Timestamp)]
    [InlineData(Id, "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", -301, WebhookFault.Timestamp)]
    [InlineData(Id, "1614265331", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, WebhookFault.Signature)]
    [InlineData("msg_x", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, WebhookFault.Signature)]
    [InlineData(Id, "1614265330", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, WebhookFault.Signature)]
    [InlineData(Id, "+1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, WebhookFault.Headers)]
    [InlineData(null, "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, WebhookFault.Headers)]
    [InlineData(Id, null, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, WebhookFault.Headers)]
    [InlineData(Id, "1614265330", null, 0, WebhookFault.Headers)]
    public void Check_SaysWhatIsWrong(string? id, string? timestamp, string? signatures, int secondsLater, WebhookFault fault) =>
        Assert.Equal(fault, Secret.Check(id, timestamp, signatures, Body, Then.AddSeconds(secondsLater)));

    [Theory]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_not base64")]
    [InlineData("whsec_AAAA")]
    public void Secret_ThatIsNone_IsRefused(string text) => Assert.Throws<FormatException>(() => new WebhookSecret(text));
}
