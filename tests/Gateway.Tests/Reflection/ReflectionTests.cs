using Grpc.Reflection.V1;

namespace TaskForce.Gateway.Tests.Reflection;

public class ReflectionTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task ListServices_InDevelopment_NamesEveryContract()
    {
        using var call = new ServerReflection.ServerReflectionClient(fixture.Gateway.With(null)).ServerReflectionInfo(deadline: Patience.Deadline);
        await call.RequestStream.WriteAsync(new() { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        var listed = call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name);

        Assert.Equal(Contracts.Services.Select(service => service.FullName).Append("grpc.health.v1.Health").Order(), listed.Order());
    }
}
