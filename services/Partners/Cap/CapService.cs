using Google.Api;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace TaskForce.Partners.Cap;

internal sealed class CapService(CapIntake intake, CapExport export) : V1.CapService.CapServiceBase
{
    public override Task<V1.ReceiveCapAlertResponse> ReceiveCapAlert(V1.ReceiveCapAlertRequest request, ServerCallContext context) =>
        intake.TakeAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<HttpBody> ExportCapAlert(V1.ExportCapAlertRequest request, ServerCallContext context) =>
        export.SendAsync(request.Name, context.GetCaller(), context.CancellationToken);

    public override Task<HttpBody> ListCapAlerts(V1.ListCapAlertsRequest request, ServerCallContext context) =>
        export.ListAsync(context.GetGatewayAddress(), context.GetCaller(), context.CancellationToken);
}

internal static class CapModule
{
    public static void AddCap(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<CapOptions>, CapOptionsValidator>();
        builder.Services.AddOptions<CapOptions>().Bind(builder.Configuration.GetSection("Cap")).ValidateOnStart();
        builder.Services.AddSingleton<CapIntake>();
        builder.Services.AddSingleton<CapExport>();
    }

    public static void MapCap(this IEndpointRouteBuilder routes) => routes.MapGrpcService<CapService>();
}
