using System.Text;
using TaskForce.Gateway.Feeds;

namespace TaskForce.Gateway.Tests.Feeds;

public class ServerSentEventTests
{
    [Theory]
    [InlineData("""{"sequence":"7","type":"CREATED"}""", "id: 7\ndata: {\"sequence\":\"7\",\"type\":\"CREATED\"}\n\n")]
    [InlineData("""{"sequence":7,"type":"CREATED"}""", "id: 7\ndata: {\"sequence\":7,\"type\":\"CREATED\"}\n\n")]
    [InlineData("""{"type":"HEARTBEAT","sequence":"7"}""", ": heartbeat\nid: 7\n\n")]
    [InlineData("""{"sequence":"7"}""", ": heartbeat\nid: 7\n\n")]
    [InlineData("""{"sequence":"7","alert":{"type":"HEARTBEAT"}}""", "id: 7\ndata: {\"sequence\":\"7\",\"alert\":{\"type\":\"HEARTBEAT\"}}\n\n")]
    [InlineData("""{"sequence":"7","type":99}""", "id: 7\ndata: {\"sequence\":\"7\",\"type\":99}\n\n")]
    public void Line_WithASequence_IsAnEventOrAHeartbeat(string line, string expected)
    {
        var sent = ServerSentEvent.Of(Encoding.UTF8.GetBytes(line))!.Value;

        Assert.Equal(expected, Encoding.UTF8.GetString(sent.Text.Span));
        Assert.False(sent.IsLast);
    }

    [Fact]
    public void Refusal_IsTheLast()
    {
        var sent = ServerSentEvent.Of("""{"code":11,"message":"Too old.","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"LOG_TRUNCATED"}]}"""u8)!.Value;

        Assert.StartsWith("event: error\ndata: {", Encoding.UTF8.GetString(sent.Text.Span), StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"LOG_TRUNCATED\"", Encoding.UTF8.GetString(sent.Text.Span), StringComparison.Ordinal);
        Assert.True(sent.IsLast);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"sequence":"7","ty""")]
    public void Line_ThatBrokeOff_IsNothing(string line) => Assert.Null(ServerSentEvent.Of(Encoding.UTF8.GetBytes(line)));
}
