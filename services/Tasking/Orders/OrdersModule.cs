namespace TaskForce.Tasking.Orders;

internal static class OrdersModule
{
    public static void MapOrders(this IEndpointRouteBuilder routes) => routes.MapGrpcService<FieldService>();
}
