using TaskForce.Tasking.Deadlines;

namespace TaskForce.Tasking.Operations;

internal static class OperationsModule
{
    public static void AddOperations(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DeviceClocks>();
        builder.Services.AddSingleton<IDeadlineHandler, ReadinessDecay>();
        builder.Services.AddSingleton<IDeadlineHandler, ClockDecay>();
        builder.Services.AddSingleton<IDeadlineHandler, UnacknowledgedInstruction>();
        builder.Services.AddSingleton<IDeadlineHandler, HHourStrike>();
    }

    public static void MapOperations(this IEndpointRouteBuilder routes) => routes.MapGrpcService<OperationService>();
}
