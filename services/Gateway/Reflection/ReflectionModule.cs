using Grpc.Reflection;

namespace TaskForce.Gateway.Reflection;

/// <summary>gRPC server reflection of every contract, in Development, so that tools need no files.</summary>
internal static class ReflectionModule
{
    public static void AddReflection(this WebApplicationBuilder builder)
    {
        Google.Protobuf.Reflection.ServiceDescriptor[] services = [.. Contracts.Services, Grpc.Health.V1.Health.Descriptor];
        builder.Services.AddSingleton(new ReflectionServiceImpl(services));
        builder.Services.AddSingleton(new ReflectionV1ServiceImpl(services));
    }

    public static void MapReflection(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            app.MapGrpcService<ReflectionServiceImpl>();
            app.MapGrpcService<ReflectionV1ServiceImpl>();
        }
    }
}
