using System.Diagnostics.Metrics;
using Google.Rpc;
using Microsoft.AspNetCore.Http.Features;
using TaskForce.Gateway.Refusals;

namespace TaskForce.Gateway.Telemetry;

/// <summary>
/// Counts what came of the calls that were passed on, by the caller's nation: each nation sees how much of its error budget is left. A call is <c>failed</c> if it is we who
/// failed, <c>refused</c> if we said no for a reason, and <c>moved</c> if its watch goes on at another replica. Thread safe.
/// </summary>
internal sealed class CallMetrics
{
    // Made by the factory, which disposes it.
    private readonly Counter<long> _calls;

    public CallMetrics(IMeterFactory meters) => _calls = meters.Create("TaskForce.Gateway")
        .CreateCounter<long>("taskforce.gateway.calls", "{call}", "Calls that were passed on and have ended, by the caller's nation and what came of them.");

    public async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        var outcome = "failed";
        try
        {
            await next(context);
            outcome = OutcomeOf(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            outcome = "left";
            throw;
        }
        finally
        {
            // Probes and the like are of no nation.
            if (context.User.FindFirst("nation")?.Value is { Length: > 0 } nation)
            {
                _calls.Add(1, new KeyValuePair<string, object?>("nation", nation), new KeyValuePair<string, object?>("outcome", outcome));
            }
        }
    }

    private static string OutcomeOf(HttpContext context)
    {
        var response = context.Response;
        if (context.Request.GetProtocol() == Protocol.Rest)
        {
            return response.StatusCode >= 500 && response.StatusCode != StatusCodes.Status501NotImplemented ? "failed" : response.StatusCode >= 400 ? "refused" : "ok";
        }

        var trailers = response.Headers.ContainsKey("grpc-status") ? response.Headers : context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var status = trailers?["grpc-status"].ToString();
        // A replica that stops ends its watches, and whoever watches goes on at another: that is how it is meant to be.
        if (status == "14" && IsStopping(trailers!["grpc-status-details-bin"].ToString()))
        {
            return "moved";
        }

        return int.TryParse(status, out var code) ? OutcomeOf((Code)code) : context.RequestAborted.IsCancellationRequested ? "left" : "failed";
    }

    private static bool IsStopping(string details)
    {
        var bytes = new byte[details.Length];
        return Convert.TryFromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '='), bytes, out var count) && bytes.AsSpan(0, count).IndexOf("STOPPING"u8) >= 0;
    }

    private static string OutcomeOf(Code code) => code switch
    {
        Code.Ok => "ok",
        Code.Cancelled => "left",
        Code.Unknown or Code.DeadlineExceeded or Code.Internal or Code.Unavailable or Code.DataLoss => "failed",
        _ => "refused",
    };
}
