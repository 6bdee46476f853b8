using Npgsql;
using TaskForce.Faults.Histories;
using TaskForce.Faults.Load;
using TaskForce.Testing.Replicas;

namespace TaskForce.Faults.Replicas;

/// <summary>Two processes each of tasking and of geolocation behind one gateway, one roster, and a working day with traffic upon them.</summary>
internal sealed class Site : IAsyncDisposable
{
    /// <summary>The services that have several processes here.</summary>
    public static readonly string[] Services = ["Tasking", "Geolocation"];

    private readonly DirectoryInfo _data;

    private Site(Cluster cluster, DirectoryInfo data) => (Cluster, _data) = (cluster, data);

    public Cluster Cluster { get; }

    public Run Run { get; private set; } = null!;

    /// <summary>Where all are sent to.</summary>
    public string Hotspot { get; private set; } = "";

    public Traffic Traffic { get; private set; } = null!;

    /// <summary>Starts the processes and the work.</summary>
    /// <param name="seed">Who is there.</param>
    /// <param name="build">Where the builds of the first processes lie; null for those of the tests.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<(Site Site, IReadOnlyList<Replica> First)> StartAsync(Seed seed, string? build, CancellationToken cancellation)
    {
        var data = Directory.CreateTempSubdirectory("taskforce-faults-");
        // An earlier release may have a plan less.
        var settings = KillTests.ShortLeases.Where(lease => build is null || !lease.Key.Contains("__6__", StringComparison.Ordinal)).ToDictionary();
        // The people of the seed.
        settings["Roster/Data__Connection"] = "";
        settings["Roster/Data__Directory"] = seed.CopyTo(Path.Combine(data.FullName, "roster"));
        var site = new Site(await Cluster.CreateAsync(settings, cancellation), data);
        try
        {
            return (site, await site.WorkAsync(seed, build, cancellation));
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>One more process of each service, which serves from now on.</summary>
    public async Task<IReadOnlyList<Replica>> JoinAsync(CancellationToken cancellation, string? build = null)
    {
        List<Replica> joining = [.. Services.Select(service => Cluster.Start(service, build))];
        await Task.WhenAll(joining.Select(replica => replica.ReadyAsync(cancellation)));
        joining.ForEach(Cluster.Name);
        return joining;
    }

    /// <summary>Asks processes to end once nobody looks them up any more, as a cluster does.</summary>
    /// <param name="leaving">Which.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="isOfThisBuild">Whether how they end is to be judged: what an earlier build did is done.</param>
    public async Task LeaveAsync(IReadOnlyList<Replica> leaving, CancellationToken cancellation, bool isOfThisBuild = true)
    {
        leaving.ToList().ForEach(Cluster.Forget);
        // The pause before the end that every manifest orders, shorter here: no cache stands between these callers and the names.
        await Task.WhenAll(GetOnAsync(cancellation), Task.Delay(2 * ServiceDefaults.Peers.Replicas.Refresh, TimeProvider.System, cancellation));
        foreach (var (replica, code) in leaving.Zip(await Task.WhenAll(leaving.Select(replica => replica.StopAsync(cancellation)))))
        {
            Assert.True(code == 0 || !isOfThisBuild, $"{replica.Service} ended with {code}: {string.Join('\n', replica.Warnings)}");
        }
    }

    /// <summary>Waits until everybody has got on: missions were sent, and positions seen, since this was asked.</summary>
    public Task GetOnAsync(CancellationToken cancellation) => Task.WhenAll(Run.UntilSentAsync(Run.Sent + 2, cancellation), Traffic.UntilSeenAsync(100, cancellation));

    /// <summary>Ends the work, and says what is wrong.</summary>
    public async Task<IReadOnlyList<string>> EndAsync(CancellationToken cancellation)
    {
        await Traffic.EndAsync(cancellation);
        return await Run.EndAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await (Traffic?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Run?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Cluster.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private async Task<IReadOnlyList<Replica>> WorkAsync(Seed seed, string? build, CancellationToken cancellation)
    {
        var roster = Cluster.Start("Roster", build);
        Cluster.Start("Gateway");
        Cluster.Name(roster);
        // One before the other makes the tables: which one is of no matter, and is tried elsewhere.
        var (one, two) = (JoinAsync(cancellation, build), JoinAsync(cancellation, build));
        await Task.WhenAll(roster.ReadyAsync(cancellation), one, two);
        using (var desk = Cluster.Connect("dispatcher.de"))
        {
            Hotspot = (await Board.ReportAsync(desk, cancellation)).Name;
            Run = new Run(Cluster, seed, Hotspot) { Look = LookAsync };
        }

        Traffic = new(Cluster, Run.History);
        await Run.StartAsync(Intensity.IsLong ? Intensity.Current : Intensity.Current with { Dispatchers = 3, Units = 8 }, cancellation);
        await GetOnAsync(cancellation);
        return [.. await one, .. await two];
    }

    private async Task LookAsync(History history, CancellationToken cancellation)
    {
        Traffic.Look(history);
        history.MissionLog.Clear();
        await using var connection = new NpgsqlConnection($"{Cluster.ConnectionOf("Tasking")};Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var ask = new NpgsqlCommand("""SELECT "Sequence" FROM events WHERE "Topic" = 'missions' ORDER BY "Sequence" """, connection);
        await using var rows = await ask.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            history.MissionLog.Add(rows.GetInt64(0));
        }
    }
}
