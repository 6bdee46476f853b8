using TaskForce.ServiceDefaults.Peers;
using TaskForce.Tasking.Deadlines;

namespace TaskForce.Tasking.Orders;

internal static class OrdersModule
{
    public static void AddOrders(this IHostApplicationBuilder builder)
    {
        builder.AddPeer<Roster.V1.MemberService.MemberServiceClient>("Roster");
        builder.Services.AddOptions<HelpOptions>().Bind(builder.Configuration.GetSection("Help"))
            .Validate(help => help.Nations.TrueForAll(nation => nation.Length == 2 && nation.All(char.IsAsciiLetterUpper)),
                "Help:Nations must be ISO 3166-1 alpha-2 codes in capitals.")
            .ValidateOnStart();
        builder.Services.AddOptions<DeviceOptions>().Bind(builder.Configuration.GetSection("Devices"))
            .Validate(devices => devices.MostConnected >= 1, "Devices:MostConnected must be at least 1.")
            .ValidateOnStart();
        builder.Services.AddSingleton<OpenStreams>();
        builder.Services.AddSingleton<Sightings>();
        builder.Services.AddSingleton<FieldMeans>();
        builder.Services.AddSingleton<RosterQuestions>();
        builder.Services.AddSingleton<EscalationSteps>();
        builder.Services.AddSingleton<IDeadlineHandler, LadderKeeper>();
        builder.Services.AddSingleton<IDeadlineHandler, CheckInKeeper>();
    }

    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<FieldService>();
        routes.MapGrpcService<OrderService>();
    }
}
