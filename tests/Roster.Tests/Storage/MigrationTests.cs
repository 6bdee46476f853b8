using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Storage;
using TaskForce.Testing;
using static TaskForce.Roster.Tests.RosterApp;

namespace TaskForce.Roster.Tests.Storage;

public class MigrationTests
{
    [Fact]
    public void Migrations_OfBothDatabases_AreWhatTheModelSays()
    {
        using var sqlite = new RosterDb.DesignTimeFactory().CreateDbContext([]);
        using var postgres = new PostgresRosterDb.PostgresDesignTimeFactory().CreateDbContext([]);

        Assert.False(sqlite.Database.HasPendingModelChanges());
        Assert.False(postgres.Database.HasPendingModelChanges());
    }

    [Fact]
    public void Migrations_SinceTheReleaseBefore_OnlyAddWhatItNeedNotKnow()
    {
        using var sqlite = new RosterDb.DesignTimeFactory().CreateDbContext([]);
        using var postgres = new PostgresRosterDb.PostgresDesignTimeFactory().CreateDbContext([]);

        Assert.Empty(SchemaGrowth.FindBreaks(sqlite));
        Assert.Empty(SchemaGrowth.FindBreaks(postgres));
    }

    [Fact]
    public async Task Start_ThreeReplicasAtOnceOnAnEmptyDatabase_AllServeTheSameData()
    {
        using var store = new PostgresTestStore(isEmpty: true);
        await using var one = new RosterApp(store);
        await using var two = new RosterApp(store);
        await using var three = new RosterApp(store);
        RosterApp[] replicas = [one, two, three];

        await Task.WhenAll(replicas.Select(replica => Task.Run(() => replica.Services)));

        var entered = await one.EnterAsync(MemberOf("DE", "unit-1", 1));
        foreach (var replica in replicas)
        {
            Assert.Equal(entered, await replica.Members().GetMemberAsync(new() { Name = entered.Name }));
        }
    }
}
