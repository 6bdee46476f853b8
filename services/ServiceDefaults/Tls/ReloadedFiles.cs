using Microsoft.Extensions.Logging;

namespace TaskForce.ServiceDefaults.Tls;

/// <summary>
/// What files say, read again each time it is asked for, so that whoever writes them (an operator, cert-manager) need tell nobody. They are small
/// and asked for once a handshake. Files that cannot be read, or do not go together because only one is written yet, change nothing. Thread safe.
/// </summary>
/// <param name="paths">The files.</param>
/// <param name="parse">Makes of their texts what they say.</param>
/// <param name="log">Is told when they change.</param>
public sealed partial class ReloadedFiles<T>(IReadOnlyList<string> paths, Func<IReadOnlyList<string>, T> parse, ILogger log) where T : class
{
    private readonly Lock _lock = new();
    private string[] _texts = [];
    private T? _value;

    /// <summary>What they say now.</summary>
    /// <exception cref="IOException">They could never be read.</exception>
    public T Value
    {
        get
        {
            lock (_lock)
            {
                try
                {
                    Read();
                }
                catch (Exception fault) when (_value is not null)
                {
                    LogUnreadable(string.Join(", ", paths), fault.Message);
                }

                return _value!;
            }
        }
    }

    private void Read()
    {
        string[] texts = [.. paths.Select(File.ReadAllText)];
        if (!texts.AsSpan().SequenceEqual(_texts))
        {
            var isFirst = _value is null;
            _value = parse(texts);
            _texts = texts;
            if (!isFirst)
            {
                LogRead(string.Join(", ", paths));
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Paths} changed and hold from now on")]
    private partial void LogRead(string paths);

    [LoggerMessage(LogLevel.Warning, "{Paths} cannot be used ({Cause}); what they said before holds")]
    private partial void LogUnreadable(string paths, string cause);
}
