using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Cli.Tests.Gateway;

namespace TaskForce.Cli.Tests.Webhooks;

/// <summary>What a partner tries its receiver with, and the receiver to try against.</summary>
public sealed class WebhookToolTests : IAsyncLifetime
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly FakeGateway _gateway = new();
    private readonly Cli _cli;

    public WebhookToolTests() => _cli = new(_gateway, width: 200);

    public async ValueTask InitializeAsync() => await _gateway.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task OurReceiver_DoesAllThatAReceiverMust_AndPrintsEachEventOnce()
    {
        var port = FreePort();
        using var end = new CancellationTokenSource();
        var receiving = _cli.RunAsync(end.Token, "webhook", "receive", "--port", $"{port}", "--secret", Secret);
        await ListeningAsync(port);

        var check = await _cli.RunAsync("webhook", "check", $"http://127.0.0.1:{port}/hook", "--secret", Secret);
        await end.CancelAsync();
        var received = await receiving;

        Assert.True(check.Code == 0, check.Out + check.Errors);
        Assert.Equal(14, check.Out.Split('\n').Count(line => line.StartsWith('✓')));
        Assert.Contains("All 14 are right.", check.Errors, StringComparison.Ordinal);
        // One for each that must be taken, two of which are one event, and four at a time.
        var printed = received.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(10, printed.Length);
        Assert.Equal(printed.Length, printed.Distinct().Count());
        Assert.Equal(1, Count(received.Errors, "Had it: "));
        Assert.Equal(2, Count(received.Errors, "Refused, timestamp: "));
    }

    [Fact]
    public async Task Receiver_InterruptedWithHalfAnEventInItsHands_EndsQuietly()
    {
        var port = FreePort();
        using var end = new CancellationTokenSource();
        var receiving = _cli.RunAsync(end.Token, "webhook", "receive", "--port", $"{port}", "--secret", Secret);
        await ListeningAsync(port);
        using var half = await SendHalfAsync(port);

        await end.CancelAsync();
        var received = await receiving;

        Assert.Equal((0, ""), (received.Code, received.Out));
        Assert.DoesNotContain("rror", received.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", received.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receiver_SomebodySendsHalfAnEventAndWaits_IsCutOffAndTheNextIsTaken()
    {
        var (port, clock) = (FreePort(), new FakeTimeProvider());
        using var cli = new Cli(_gateway, width: 200) { Clock = clock };
        using var end = new CancellationTokenSource();
        var receiving = cli.RunAsync(end.Token, "webhook", "receive", "--port", $"{port}", "--count", "1");
        await ListeningAsync(port);
        using var half = await SendHalfAsync(port);
        var cutOff = half.GetStream().CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        while (!cutOff.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(15));
            await Task.WhenAny(cutOff, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        await cutOff.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        using var http = new HttpClient();
        using var whole = new StringContent("{\"specversion\":\"1.0\",\"id\":\"hotspots-1\"}");
        whole.Headers.Add("webhook-id", "hotspots-1");
        using var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{port}/"), whole, TestContext.Current.CancellationToken);
        var received = await receiving;

        Assert.Equal((HttpStatusCode.NoContent, 0), (answer.StatusCode, received.Code));
        Assert.Contains("Too slow: ", received.Errors, StringComparison.Ordinal);
        Assert.Contains("hotspots-1", received.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "refuses-unsigned", "refuses-other-secrets", "refuses-changed-bodies", "refuses-changed-ids", "refuses-old", "refuses-early")]
    [InlineData(302, "takes-an-event", "takes-it-again", "takes-either-secret", "takes-much", "refuses-old")]
    [InlineData(500, "takes-an-event", "refuses-unsigned")]
    public async Task ReceiverThatAnswersTheSameToAll_IsToldEveryFault(int status, params string[] faulty)
    {
        using var receiver = new HttpListener();
        var port = FreePort();
        receiver.Prefixes.Add($"http://127.0.0.1:{port}/");
        receiver.Start();
        var answering = AnswerAsync(receiver, status);

        var (code, said, errors) = await _cli.RunAsync("webhook", "check", $"http://127.0.0.1:{port}/", "--secret", Secret);
        receiver.Stop();
        await answering;

        Assert.NotEqual(0, code);
        Assert.All(faulty, name => Assert.Contains($"✗ {name}: was answered {status}", said, StringComparison.Ordinal));
        Assert.Contains(" of 14 are not right.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_NobodyListens_SaysSo()
    {
        var (code, said, _) = await _cli.RunAsync("webhook", "check", $"http://127.0.0.1:{FreePort()}/", "--secret", Secret);

        Assert.NotEqual(0, code);
        Assert.Contains("✗ takes-an-event: was not answered", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("whsec_AAAA", "at least 24 bytes")]
    [InlineData("secret", "begins with whsec_")]
    public async Task Secret_ThatIsNone_IsRefused(string secret, string why)
    {
        var (code, _, errors) = await _cli.RunAsync("webhook", "check", "http://127.0.0.1:9/", "--secret", secret);

        Assert.NotEqual(0, code);
        Assert.Contains(why, errors, StringComparison.Ordinal);
    }

    // An event that begins and does not go on. That it was let go on, as it asks, shows that the receiver has it.
    private static async Task<TcpClient> SendHalfAsync(int port)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        var head = $"POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        var answer = new byte[25];
        await socket.GetStream().ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 100", Encoding.ASCII.GetString(answer), StringComparison.Ordinal);
        await socket.GetStream().WriteAsync("{"u8.ToArray(), TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task AnswerAsync(HttpListener receiver, int status)
    {
        try
        {
            while (true)
            {
                var context = await receiver.GetContextAsync();
                context.Response.StatusCode = status;
                context.Response.Close();
            }
        }
        catch (Exception over) when (over is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private static async Task ListeningAsync(int port)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (true)
        {
            try
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(IPAddress.Loopback, port, late.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, late.Token);
            }
        }
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
