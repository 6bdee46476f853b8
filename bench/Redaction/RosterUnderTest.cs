extern alias roster;

using System.Diagnostics;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Roster.V1;
using TaskForce.Testing;

namespace TaskForce.Redaction;

/// <summary>A real roster in this process with members of DE, whose sample rules release part of them to MA.</summary>
internal sealed class RosterUnderTest(bool isRedacting) : ServiceApp<roster::Program>
{
    private const int Members = 500;
    private const int Page = 100;

    public async Task EnterAsync()
    {
        var members = new MemberService.MemberServiceClient(As("dispatcher.de"));
        for (var i = 0; i < Members; i++)
        {
            await members.CreateMemberAsync(new()
            {
                MemberId = $"de-bench-{i:000}",
                Member = new()
                {
                    Nation = "DE",
                    Agency = "Bench",
                    CallSign = $"Bench {i}",
                    Languages = { "de", "fr" },
                    HomeBase = new() { DisplayName = "Bench", Location = new() { Latitude = 48, Longitude = 8 } },
                    Qualifications =
                    {
                        new Qualification { Skill = "medic", Grade = 3, Proof = $"No. {i}" },
                        new Qualification { Skill = "boat-handling", Grade = 2, Proof = $"No. {i}-2" },
                    },
                },
            });
        }
    }

    /// <summary>Lists members.</summary>
    public Task<Speed> ListAsync(string profile, TimeSpan length) => RunAsync(length, async () =>
    {
        var (seen, token) = (0, "");
        do
        {
            var page = await new MemberService.MemberServiceClient(As(profile)).ListMembersAsync(new() { PageSize = Page, PageToken = token });
            (seen, token) = (seen + page.Members.Count, page.NextPageToken);
        }
        while (token.Length > 0);
        return seen;
    });

    /// <summary>Watches the log from its beginning to its end.</summary>
    public Task<Speed> WatchAsync(string profile, TimeSpan length) => RunAsync(length, async () =>
    {
        using var watch = new MemberService.MemberServiceClient(As(profile)).WatchMembers(new());
        var seen = 0;
        while (await watch.ResponseStream.MoveNext(CancellationToken.None) && watch.ResponseStream.Current.Type != MemberEvent.Types.Type.Heartbeat)
        {
            seen++;
        }

        return seen;
    });

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        // Wherever it is started from.
        builder.UseContentRoot(AppContext.BaseDirectory);
        builder.UseSetting("Peers:Geolocation", "http://localhost:1");
        if (!isRedacting)
        {
            builder.ConfigureTestServices(services => services.PostConfigure<GrpcServiceOptions>(options =>
                options.Interceptors.Remove(options.Interceptors.Single(interceptor => interceptor.Type.Name == "ReleaseInterceptor"))));
        }
    }

    private static async Task<Speed> RunAsync(TimeSpan length, Func<Task<int>> read)
    {
        GC.Collect();
        var (watch, seen, used) = (Stopwatch.StartNew(), 0L, Environment.CpuUsage.TotalTime);
        do
        {
            var some = await read();
            seen += some == Members ? some : throw new InvalidOperationException($"{some} of {Members} members were seen.");
        }
        while (watch.Elapsed < length);

        return new(seen / watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalMicroseconds / seen);
    }
}

/// <summary>How fast records came.</summary>
/// <param name="PerSecond">Records a second.</param>
/// <param name="Microseconds">What one takes of a processor, on both sides.</param>
internal sealed record Speed(double PerSecond, double Microseconds);
