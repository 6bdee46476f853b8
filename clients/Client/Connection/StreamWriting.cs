using Grpc.Core;

namespace TaskForce.Client;

/// <summary>Writing to a stream whose network may break at any moment.</summary>
internal static class StreamWriting
{
    /// <summary>Writes a message.</summary>
    /// <exception cref="RpcException">It did not get out. What is thrown below, when a connection dies under a write, are exceptions of sockets and of HTTP, which nobody must take for a disk that is full.</exception>
    public static async Task WriteOutAsync<T>(this IClientStreamWriter<T> stream, T message, CancellationToken cancellation)
    {
        try
        {
            await stream.WriteAsync(message, cancellation);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or InvalidOperationException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new RpcException(new Status(StatusCode.Unavailable, "The stream has ended.", broken));
        }
    }
}
