using System.Text;
using System.Threading.Channels;

namespace TaskForce.Cli.Tests.Up;

/// <summary>What was said so far, and a way to wait for what will be.</summary>
internal sealed class Transcript : TextWriter
{
    private static readonly TimeSpan Safety = TimeSpan.FromSeconds(30);

    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>All lines that were waited past or waited for.</summary>
    public List<string> Heard { get; } = [];

    public override void WriteLine(string? value) => _lines.Writer.TryWrite(value ?? "");

    /// <summary>The next line that contains a text.</summary>
    public async Task<string> HearAsync(string text)
    {
        using var safety = new CancellationTokenSource(Safety);
        await foreach (var line in _lines.Reader.ReadAllAsync(safety.Token))
        {
            Heard.Add(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException("Unreachable: nobody ends the transcript.");
    }

    /// <summary>Every line said so far.</summary>
    public IReadOnlyList<string> All()
    {
        while (_lines.Reader.TryRead(out var line))
        {
            Heard.Add(line);
        }

        return Heard;
    }
}
