using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace TaskForce.ServiceDefaults.Faults;

/// <summary>gRPC that refuses what it cannot read.</summary>
public static class FaultsModule
{
    /// <summary>Adds gRPC whose methods refuse a request that is no message of their contract.</summary>
    public static IGrpcServerBuilder AddStrictGrpc(this IServiceCollection services, Action<GrpcServiceOptions> configure)
    {
        var grpc = services.AddGrpc(configure);
        services.RemoveAll(typeof(IServiceMethodProvider<>));
        services.AddSingleton(typeof(IServiceMethodProvider<>), typeof(StrictMethods<>));
        return grpc;
    }
}
