using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TaskForce.ServiceDefaults.Health;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Relay;

namespace TaskForce.ServiceDefaults.Probes;

/// <summary>
/// What the operator asks a process and has it do, at the door of probes, by JSON over HTTP/2. Only from the loopback: whoever gets there (on the machine, or by
/// <c>kubectl port-forward</c>) could stop the process as well.
/// </summary>
internal sealed class OperatorDoor(HealthDesk health, Rotation rotation, IParkedDesk? parked = null)
{
    private static readonly string[] Proxies = ["Forwarded", "X-Forwarded-For", "X-Original-For"];
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Answers, or says that there is nothing.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value?.Trim('/').Split('/') ?? [];
        return !IsHere(context) ? RefuseAsync(context) : (context.Request.Method, path) switch
        {
            ("GET", ["health"]) => ReportAsync(context),
            ("POST", ["rotation", "leave"]) => TurnAsync(context, rotation.Leave),
            ("POST", ["rotation", "move"]) => TurnAsync(context, rotation.Move),
            ("POST", ["rotation", "return"]) => TurnAsync(context, rotation.Return),
            ("GET", ["parked"]) => WriteAsync(context, async () => parked is null ? [] : await parked.ListAsync(context.RequestAborted)),
            ("POST", ["parked", var id]) when parked is not null && long.TryParse(id, out var number) =>
                WriteAsync(context, async () => new { Outcome = await parked.RepublishAsync(number, context.RequestAborted) }),
            _ => RefuseAsync(context),
        };
    }

    public static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    // A proxy passes on what others want, and can make the framework believe any address.
    private static bool IsHere(HttpContext context) => IPAddress.IsLoopback(context.Connection.RemoteIpAddress ?? IPAddress.None)
        && !Proxies.Any(context.Request.Headers.ContainsKey);

    private Task TurnAsync(HttpContext context, Action turn)
    {
        turn();
        return ReportAsync(context);
    }

    private Task ReportAsync(HttpContext context) => WriteAsync(context, () => health.ReportAsync(context.RequestAborted));

    private static async Task WriteAsync<T>(HttpContext context, Func<Task<T>> answer)
    {
        try
        {
            await context.Response.WriteAsJsonAsync(await answer(), Json, context.RequestAborted);
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsJsonAsync(new { unavailable.Reason, unavailable.Message }, Json, context.RequestAborted);
        }
    }
}
