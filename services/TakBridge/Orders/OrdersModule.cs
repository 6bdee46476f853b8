using TaskForce.ServiceDefaults.Peers;
using TaskForce.TakBridge.Connections;
using TaskForce.Tasking.V1;

namespace TaskForce.TakBridge.Orders;

internal static class OrdersModule
{
    public static void AddOrders(this IHostApplicationBuilder builder)
    {
        builder.AddPeer<FieldService.FieldServiceClient>("Tasking");
        builder.Services.AddScoped<OrderBook>();
        builder.Services.AddScoped<OrderDesk>();
        builder.Services.AddScoped<AnswerDesk>();
        builder.Services.AddScoped<IFollower, OrderFollower>();
        builder.Services.AddScoped<IFollower>(services => services.GetRequiredService<AnswerDesk>());
        builder.Services.AddScoped<IHearer>(services => services.GetRequiredService<AnswerDesk>());
    }
}
