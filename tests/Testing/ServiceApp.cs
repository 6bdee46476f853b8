using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace TaskForce.Testing;

/// <summary>A real service in process, with a data directory of its own, and channels into it for any profile.</summary>
/// <param name="clock">The service's clock; the system's if null.</param>
/// <param name="directory">The data directory, kept at the end; a new one, deleted at the end, if null.</param>
/// <param name="store">Where the data is kept instead, and left at the end; the data directory if null.</param>
public class ServiceApp<TProgram>(TimeProvider? clock = null, string? directory = null, TestStore? store = null) : WebApplicationFactory<TProgram> where TProgram : class
{
    private readonly string _directory = directory ?? Directory.CreateTempSubdirectory("taskforce-test-").FullName;

    /// <summary>Where the service keeps its data.</summary>
    public string DataDirectory => _directory;

    /// <summary>A call invoker that calls as a profile, such as <c>dispatcher.de</c>; without a token if null.</summary>
    public CallInvoker As(string? profile) => With(profile is null ? null : TestIdentity.Token(profile));

    /// <summary>A call invoker that calls as a device that showed its certificate to the gateway.</summary>
    public CallInvoker AsDevice(string device, string member, string nation) => With(TestIdentity.DeviceToken(device, member, nation));

    /// <inheritdoc/>
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("Logging:LogLevel:Default", "Error");
        builder.UseSetting("Data:Directory", _directory);
        if (store is null)
        {
            Schema.Copy(typeof(TProgram).Assembly, _directory);
        }

        store?.Prepare(typeof(TProgram).Assembly);
        foreach (var (key, value) in store?.Settings ?? new Dictionary<string, string?>())
        {
            builder.UseSetting(key, value);
        }

        builder.UseSetting("Identity:Issuers:demo:Authority", "https://issuer.test");
        builder.UseSetting("Identity:Issuers:devices:Authority", TestIdentity.DeviceIssuer);
        builder.ConfigureTestServices(services =>
        {
            TestIdentity.Trust(services);
            if (clock is not null)
            {
                services.AddSingleton(clock);
            }
        });
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
        if (directory is null)
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private CallInvoker With(string? token)
    {
        var channel = GrpcChannel.ForAddress(Server.BaseAddress, new GrpcChannelOptions { HttpHandler = Server.CreateHandler() });
        return token is null ? channel.CreateCallInvoker() : channel.Intercept(metadata =>
        {
            metadata.Add("authorization", $"Bearer {token}");
            return metadata;
        });
    }
}
