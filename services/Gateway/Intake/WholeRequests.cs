using System.Buffers;
using Google.Rpc;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using TaskForce.Gateway.Doors;
using TaskForce.Gateway.Refusals;
using HttpRequest = Microsoft.AspNetCore.Http.HttpRequest;

namespace TaskForce.Gateway.Intake;

/// <summary>
/// Reads a request to its end before a service hears of it: whoever sends slowly, or breaks off, keeps no service busy. Thread safe.
/// </summary>
internal sealed class WholeRequests(IOptions<IntakeOptions> options, TimeProvider clock)
{
    private const int Chunk = 16 * 1024;

    // Of a request that is refused anyhow.
    private const long MostPassedOver = 8L * DoorsModule.MaxBodyBytes;

    private static readonly Refusal TooSlow = new(Code.DeadlineExceeded, "REQUEST_TOO_SLOW", "The request did not arrive in time.")
    {
        HttpStatus = StatusCodes.Status408RequestTimeout,
    };

    private static readonly Refusal Busy = new(Code.ResourceExhausted, "GATEWAY_BUSY", "The gateway holds as many requests as it can; try again.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    private static readonly Refusal BrokenOff = new(Code.InvalidArgument, "REQUEST_BROKEN", "The request broke off.");

    private long _held;

    /// <summary>Goes on with the whole request, or refuses it.</summary>
    /// <param name="context">The call.</param>
    /// <param name="frames">Follows the body; null if it is not framed.</param>
    /// <param name="next">What comes then.</param>
    public async Task PassAsync(HttpContext context, FrameReader? frames, RequestDelegate next)
    {
        // The server would close the connection of somebody who is still sending, and the answer be lost on the way. So it is counted here.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        using var body = new MemoryStream();
        try
        {
            if (await ReadAsync(context.Request, frames, body, context.RequestAborted) is { } fault)
            {
                // Whoever asks before (Expect: 100-continue) need not send it.
                if (fault == FrameReader.TooLarge && HttpProtocol.IsHttp11(context.Request.Protocol) && context.Request.Headers.Expect.Count == 0)
                {
                    await PassOverAsync(context);
                }

                await context.RefuseAsync(fault);
                return;
            }

            body.Position = 0;
            context.Request.Body = body;
            await next(context);
        }
        finally
        {
            Interlocked.Add(ref _held, -body.Length);
        }
    }

    // Over HTTP/1.1 many hear nothing before they have sent all.
    private async Task PassOverAsync(HttpContext context)
    {
        using var slow = new CancellationTokenSource(options.Value.RequestTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, slow.Token);
        var chunk = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            var left = MostPassedOver;
            while (left > 0 && await context.Request.Body.ReadAsync(chunk, either.Token) is > 0 and var read)
            {
                left -= read;
            }
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            // It is refused all the same.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private async Task<Refusal?> ReadAsync(HttpRequest request, FrameReader? frames, MemoryStream body, CancellationToken gone)
    {
        if (request.ContentLength > DoorsModule.MaxBodyBytes)
        {
            return FrameReader.TooLarge;
        }

        using var slow = new CancellationTokenSource(options.Value.RequestTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, slow.Token);
        var source = frames is null ? request.Body : new FramedBody(request.Body, frames, request.GetProtocol() == Protocol.GrpcWebText);
        var chunk = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            for (var read = await source.ReadAsync(chunk, either.Token); read > 0; read = await source.ReadAsync(chunk, either.Token))
            {
                if (body.Length + read > DoorsModule.MaxBodyBytes)
                {
                    return FrameReader.TooLarge;
                }

                if (Interlocked.Add(ref _held, read) > options.Value.HeldBytes)
                {
                    Interlocked.Add(ref _held, -read);
                    return Busy;
                }

                body.Write(chunk, 0, read);
            }

            return null;
        }
        catch (RefusedException refused)
        {
            return refused.Refusal;
        }
        catch (OperationCanceledException) when (slow.IsCancellationRequested && !gone.IsCancellationRequested)
        {
            return TooSlow;
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            return BrokenOff;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
