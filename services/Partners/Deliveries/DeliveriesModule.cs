namespace TaskForce.Partners.Deliveries;

internal static class DeliveriesModule
{
    public static void AddDeliveries(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DeliveryLedger>();
        builder.Services.AddSingleton<Backoff>();
        builder.Services.AddSingleton<Lease>();
        builder.Services.AddSingleton<Depot>();
        builder.Services.AddSingleton<Dispatcher>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Dispatcher>());
    }
}
