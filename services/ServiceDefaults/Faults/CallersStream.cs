using Google.Protobuf;
using Grpc.Core;

namespace TaskForce.ServiceDefaults.Faults;

/// <summary>The caller broke its stream off, or reads no more of it.</summary>
internal sealed class CallerGoneException(Exception broken) : Exception(broken.Message, broken);

/// <summary>What a caller streams. That it breaks off is told apart from whatever else can fail: the connection may say so before the call is cancelled.</summary>
internal sealed class CallersStream<T>(IAsyncStreamReader<T> requests) : IAsyncStreamReader<T>
{
    public T Current => requests.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            return await requests.MoveNext(cancellationToken);
        }
        catch (IOException broken) when (broken is not InvalidProtocolBufferException)
        {
            throw new CallerGoneException(broken);
        }
    }
}

/// <summary>What is streamed to a caller. That it has gone is told apart from whatever else can fail.</summary>
internal sealed class CallersWriter<T>(IServerStreamWriter<T> answers, CancellationToken gone) : IServerStreamWriter<T>
{
    public WriteOptions? WriteOptions
    {
        get => answers.WriteOptions;
        set => answers.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    // Between the end of the call and the token that says so to whoever writes, a write is refused as none that may be made.
    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        try
        {
            await answers.WriteAsync(message, cancellationToken);
        }
        catch (InvalidOperationException late) when (gone.IsCancellationRequested)
        {
            throw new CallerGoneException(late);
        }
    }
}
