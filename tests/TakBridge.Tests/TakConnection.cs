using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using TaskForce.TakBridge.Cot;
using TaskForce.TakBridge.Tests.Cot;

namespace TaskForce.TakBridge.Tests;

/// <summary>A TAK client at the wire.</summary>
internal sealed class TakConnection : IDisposable
{
    public const string Uid = "ANDROID-358982070028";

    private readonly FrameReader _frames = new(1024 * 1024, 64);
    private readonly Stream _stream;
    private readonly PipeReader _input;

    private TakConnection(Stream stream) => (_stream, _input) = (stream, PipeReader.Create(stream));

    /// <summary>Whether both sides speak the TAK protocol by now.</summary>
    public bool IsBinary { get; private set; }

    public static async Task<TakConnection> OpenAsync(int port, X509Certificate2? certificate = null)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        if (certificate is null)
        {
            return new(tcp.GetStream());
        }

        var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
            LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
        });
        return new(tls);
    }

    /// <summary>Connects and says who it is, as ATAK does.</summary>
    public static async Task<TakConnection> IntroduceAsync(BridgeApp bridge)
    {
        var client = await OpenAsync(bridge.Plain);
        await client.SendAsync(Samples.Position);
        return client;
    }

    public Task SendAsync(string text) => _stream.WriteAsync(Samples.Bytes(text)).AsTask();

    public Task SendAsync(CotEvent value) => _stream.WriteAsync(Samples.Bytes(value, IsBinary)).AsTask();

    /// <summary>The next event that is like this; the others are passed over.</summary>
    public Task<CotEvent> ReadAsync(Func<CotEvent, bool> isIt) => ReadUntilAsync(isIt).SoonAsync();

    /// <summary>Agrees on the TAK protocol.</summary>
    public async Task SwitchAsync()
    {
        await SendAsync(Samples.Event() with { Type = "t-x-takp-q", Detail = new("detail", new System.Xml.Linq.XElement("TakControl", new System.Xml.Linq.XElement("TakRequest", new System.Xml.Linq.XAttribute("version", "1")))) });
        await ReadAsync(value => value.Type == "t-x-takp-r");
        IsBinary = _frames.IsBinary = true;
    }

    /// <summary>Waits until the other side has closed the connection.</summary>
    public async Task ClosedAsync() => Assert.Null(await TryReadAsync(_ => false).SoonAsync());

    public void Dispose() => _stream.Dispose();

    private async Task<CotEvent> ReadUntilAsync(Func<CotEvent, bool> isIt) => await TryReadAsync(isIt) ?? throw new IOException("The connection is closed.");

    private async Task<CotEvent?> TryReadAsync(Func<CotEvent, bool> isIt)
    {
        try
        {
            while (true)
            {
                var read = await _input.ReadAsync();
                var buffer = read.Buffer;
                while (_frames.TryRead(ref buffer, out var frame))
                {
                    Assert.Equal("", frame.Fault);
                    if (isIt(frame.Event!))
                    {
                        _input.AdvanceTo(buffer.Start);
                        return frame.Event;
                    }
                }

                _input.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                {
                    return null;
                }
            }
        }
        catch (IOException)
        {
            return null;
        }
    }
}
