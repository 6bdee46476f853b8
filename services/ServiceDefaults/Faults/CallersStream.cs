using Google.Protobuf;
using Grpc.Core;

namespace TaskForce.ServiceDefaults.Faults;

/// <summary>The caller broke its stream off.</summary>
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
