namespace TaskForce.Geolocation.Replicas;

internal static class ReplicasModule
{
    /// <summary>Adds what tells how this process and others that share its store keep up with each other.</summary>
    public static void AddReplicas(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<ReplicaLag>();

    public static void MapReplicas(this IEndpointRouteBuilder routes) => routes.MapGrpcService<ReplicaService>();
}
