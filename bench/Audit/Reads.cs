using Google.Protobuf.WellKnownTypes;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Geolocation.V1;
using TaskForce.Roster.V1;
using TaskForce.Testing;

namespace TaskForce.Audit;

/// <summary>A service to be asked.</summary>
internal interface IReads : IAsyncDisposable
{
    CallInvoker As(string profile);
}

/// <summary>A real service in this process, with the audit log or without.</summary>
internal sealed class Reads<TProgram>(bool isAudited) : ServiceApp<TProgram>, IReads where TProgram : class
{
    public static Task<IReads> StartAsync(bool isAudited) => Task.FromResult<IReads>(new Reads<TProgram>(isAudited));

    CallInvoker IReads.As(string profile) => As(profile);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        // Wherever it is started from.
        builder.UseContentRoot(AppContext.BaseDirectory);
        builder.UseSetting("Peers:Geolocation", "http://localhost:1");
        if (!isAudited)
        {
            builder.ConfigureTestServices(services => services.PostConfigure<GrpcServiceOptions>(options =>
                options.Interceptors.Remove(options.Interceptors.Single(interceptor => interceptor.Type.Name == "AuditInterceptor"))));
        }
    }
}

/// <summary>What is asked, and of what.</summary>
internal static class Reads
{
    private const int Members = 500;

    public static Task EnterMembersAsync(IReads roster)
    {
        var members = new MemberService.MemberServiceClient(roster.As("dispatcher.de"));
        return Parallel.ForEachAsync(Enumerable.Range(0, Members), async (i, cancellation) => await members.CreateMemberAsync(
            new()
            {
                MemberId = $"de-bench-{i:000}",
                Member = new()
                {
                    Nation = "DE",
                    Agency = "Bench",
                    CallSign = $"Bench {i}",
                    Languages = { "de" },
                    HomeBase = new() { DisplayName = "Bench", Location = new() { Latitude = 48, Longitude = 8 } },
                },
            },
            cancellationToken: cancellation));
    }

    public static async Task EnterPositionsAsync(IReads geolocation)
    {
        var now = TimeProvider.System.GetUtcNow().ToTimestamp();
        await new PositionService.PositionServiceClient(geolocation.As("service:bench")).ReportPositionsAsync(new()
        {
            Reports =
            {
                Enumerable.Range(0, 10_000).Select(i => new PositionReport
                {
                    Subject = $"members/de-bench-{i:00000}",
                    EventTime = now,
                    Location = new() { Latitude = 45 + (i % 100 * 0.05), Longitude = 5 + (i / 100 * 0.05) },
                }),
            },
        });
    }

    public static async Task GetMemberAsync(CallInvoker invoker, int number) =>
        await new MemberService.MemberServiceClient(invoker).GetMemberAsync(new() { Name = $"members/de-bench-{number % Members:000}" });

    public static async Task FindNearestAsync(CallInvoker invoker, int number) => await new PositionService.PositionServiceClient(invoker).FindNearestAsync(new()
    {
        Location = new() { Latitude = 45 + (number % 97 * 0.05), Longitude = 5 + (number % 89 * 0.05) },
        MaxResults = 20,
    });
}
