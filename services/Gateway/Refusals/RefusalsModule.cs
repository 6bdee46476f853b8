using Google.Rpc;
using HttpRequest = Microsoft.AspNetCore.Http.HttpRequest;

namespace TaskForce.Gateway.Refusals;

internal static class RefusalsModule
{
    private static readonly Refusal Bug = new(Code.Internal, "INTERNAL", "The gateway failed; its log says why.");

    /// <summary>Gives calls that nothing here answers a refusal they can read.</summary>
    public static void UseRefusals(this WebApplication app)
    {
        app.UseExceptionHandler(errors => errors.Run(context => context.RefuseAsync(Bug)));
        app.Use(async (context, next) =>
        {
            await next(context);
            if (context.GetEndpoint() is null && context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound })
            {
                await context.RefuseAsync(Unknown(context.Request));
            }
        });
    }

    private static Refusal Unknown(HttpRequest request) => request.GetProtocol() == Protocol.Rest
        ? new(Code.NotFound, "PATH_UNKNOWN", $"There is nothing at {request.Path}; /openapi/v1.json lists what there is.")
        : new(Code.Unimplemented, "METHOD_UNKNOWN", $"There is no service at {request.Path}.");
}
