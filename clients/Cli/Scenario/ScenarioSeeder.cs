using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using TaskForce.Cli.Up;
using TaskForce.Client;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Scenario;

/// <summary>
/// Enters the demo scenario through the gateway, as each nation's own people. The published figures come last and mark it as done: a
/// start that was cut off goes on where it ended, and what was changed or deleted since is left alone.
/// </summary>
internal sealed class ScenarioSeeder(Doors doors, DemoScenario scenario) : IDisposable
{
    private const int AtOnce = 32;

    private readonly Dictionary<string, TaskForceConnection> _connections = [];

    /// <summary>Enters the demo scenario unless it was entered before.</summary>
    public static async Task SeedAsync(Doors doors, CancellationToken cancellation)
    {
        using var seeder = new ScenarioSeeder(doors, DemoScenario.Create(TimeProvider.System.GetUtcNow().Year));
        await seeder.RunAsync(cancellation);
    }

    /// <summary>The published figures of past years.</summary>
    public static IReadOnlyList<YearlyFigures> PublishedFigures()
    {
        using var file = new StreamReader(typeof(ScenarioSeeder).Assembly.GetManifestResourceStream("joint_statistics.csv")!);
        return [.. file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1).Select(Parse)];
    }

    public void Dispose()
    {
        foreach (var connection in _connections.Values)
        {
            connection.Dispose();
        }
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        var known = await As("commander.de").Statistics.ListYearlyFiguresAsync(new(), cancellationToken: cancellation);
        if (known.Figures.Any(figures => figures.Source == YearlyFigures.Types.Source.Published))
        {
            return;
        }

        await EachAsync(scenario.Members, EnterAsync, cancellation);
        await EachAsync(scenario.Assets, EnterAsync, cancellation);
        await EachAsync(scenario.Hotspots, ReportAsync, cancellation);
        await EachAsync(scenario.Fences, DrawAsync, cancellation);
        await EachAsync(scenario.Trainings, PlanAsync, cancellation);
        await EachAsync(scenario.Requests, AskAsync, cancellation);
        await As("commander.de").Statistics.ImportYearlyFiguresAsync(new() { Figures = { PublishedFigures() } }, cancellationToken: cancellation);
    }

    private Task EnterAsync(DemoMember member, CancellationToken cancellation) => OnceAsync(Dispatcher(member.Member.Nation).Members.CreateMemberAsync(
        new() { Member = member.Member, MemberId = member.Id, Duty = member.Duty, RequestId = IdOf("member", member.Id) }, cancellationToken: cancellation));

    private Task EnterAsync(DemoAsset asset, CancellationToken cancellation) => OnceAsync(Dispatcher(asset.Asset.Nation).Assets.CreateAssetAsync(
        new() { Asset = asset.Asset, AssetId = asset.Id, RequestId = IdOf("asset", asset.Id) }, cancellationToken: cancellation));

    private Task ReportAsync(DemoHotspot hotspot, CancellationToken cancellation) => OnceAsync(Dispatcher(hotspot.Hotspot.HostNation).Hotspots.CreateHotspotAsync(
        new() { Hotspot = hotspot.Hotspot, HotspotId = hotspot.Id, RequestId = IdOf("hotspot", hotspot.Id) }, cancellationToken: cancellation));

    private Task DrawAsync(DemoFence fence, CancellationToken cancellation) => OnceAsync(As("dispatcher.ma").Geofences.CreateGeofenceAsync(
        new() { Geofence = fence.Fence, GeofenceId = fence.Id, RequestId = IdOf("fence", fence.Id) }, cancellationToken: cancellation));

    private async Task PlanAsync(DemoTraining training, CancellationToken cancellation)
    {
        await OnceAsync(Dispatcher(training.Training.Nation).Trainings.CreateTrainingAsync(
            new() { Training = training.Training, TrainingId = training.Id, RequestId = IdOf("training", training.Id) }, cancellationToken: cancellation));
        // One after the other: the order decides who waits.
        foreach (var member in training.Members)
        {
            await Dispatcher(member[..2]).Trainings.EnrolMemberAsync(new()
            {
                Name = $"trainings/{training.Id}",
                Member = $"members/{member}",
                RequestId = IdOf(training.Id, member),
            }, cancellationToken: cancellation);
        }
    }

    private Task AskAsync(DemoSupport support, CancellationToken cancellation) => OnceAsync(Dispatcher(support.Request.ReceivingNation).Support.CreateSupportRequestAsync(
        new() { SupportRequest = support.Request, SupportRequestId = support.Id, OfferDue = support.OfferDue, RequestId = IdOf("support", support.Id) }, cancellationToken: cancellation));

    // What is there already was entered by a start that was cut off.
    private static async Task OnceAsync<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
        }
        catch (RpcException there) when (there.StatusCode == StatusCode.AlreadyExists)
        {
        }
    }

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> enter, CancellationToken cancellation) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (item, token) => await enter(item, token));

    private TaskForceConnection Dispatcher(string nation) => As($"dispatcher.{nation.ToLowerInvariant()}");

    private TaskForceConnection As(string profile)
    {
        lock (_connections)
        {
            if (!_connections.TryGetValue(profile, out var connection))
            {
                var credentials = new ClientCredentials(new Uri(doors.Http, "demo"), profile);
                connection = _connections[profile] = new(doors.Grpc, new BearerTokens((_, cancellation) => credentials.FetchAsync(cancellation)));
            }

            return connection;
        }
    }

    // The same call has the same id at every start, so that a repeat is one.
    private static string IdOf(string what, string id) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"demo/{what}/{id}")).AsSpan(0, 16)).ToString();

    private static YearlyFigures Parse(string line) => line.Split(',').Select(field => int.Parse(field, CultureInfo.InvariantCulture)).ToList() switch
    {
        [var year, var operations, var arrests, var trainings] =>
            new() { Year = year, JointOperations = operations, Arrests = arrests, TrainingSessions = trainings },
        _ => throw new InvalidDataException($"joint_statistics.csv: '{line}' has not four fields."),
    };
}
