using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using TaskForce.ServiceDefaults.Maintenance;
using TaskForce.Tasking.Storage;
using TaskForce.Testing;

namespace TaskForce.Tasking.Tests.Storage;

public class MigrationTests
{
    [Fact]
    public void Migrations_OfBothDatabases_AreWhatTheModelSays()
    {
        using var sqlite = new TaskingDb.DesignTimeFactory().CreateDbContext([]);
        using var postgres = new PostgresTaskingDb.PostgresDesignTimeFactory().CreateDbContext([]);

        Assert.False(sqlite.Database.HasPendingModelChanges());
        Assert.False(postgres.Database.HasPendingModelChanges());
    }

    [Fact]
    public void Migrations_SinceTheReleaseBefore_OnlyAddWhatItNeedNotKnow()
    {
        using var sqlite = new TaskingDb.DesignTimeFactory().CreateDbContext([]);
        using var postgres = new PostgresTaskingDb.PostgresDesignTimeFactory().CreateDbContext([]);

        Assert.Empty(SchemaGrowth.FindBreaks(sqlite));
        Assert.Empty(SchemaGrowth.FindBreaks(postgres));
    }

    [Fact]
    public async Task Plan_StoreOfAVersionBefore_SaysOfEachStepWhatItMeansForProcessesOfThatVersion()
    {
        using var store = new SqliteTestStore();
        await using var db = new TaskingDb(new DbContextOptionsBuilder<TaskingDb>().UseSqlite($"Data Source={Path.Combine(store.Directory, "tasking.db")};Pooling=False").Options);
        await db.GetService<IMigrator>().MigrateAsync("20261125030459_DeadlinesAndAlerts", TestContext.Current.CancellationToken);

        var plan = await MigrationPlan.OfAsync(db, TestContext.Current.CancellationToken);

        Assert.Equal((2, 3), (plan.Applied, plan.Pending.Count));
        Assert.Empty(plan.Unknown);
        // It has SQL in it that changes rows.
        Assert.NotEqual(MigrationKind.Expand, plan.Pending[0].Kind);
        var relay = plan.Pending.Single(pending => pending.Id.EndsWith("_Relay", StringComparison.Ordinal));
        Assert.Equal(MigrationKind.Expand, relay.Kind);
        Assert.Contains(new MigrationStep(MigrationKind.Expand, "adds the table relay_parked"), relay.Steps);
    }

    [Fact]
    public async Task Plan_StoreThatIsUpToDate_HasNothingToDo()
    {
        using var store = new SqliteTestStore();
        await using var db = new TaskingDb(new DbContextOptionsBuilder<TaskingDb>().UseSqlite($"Data Source={Path.Combine(store.Directory, "tasking.db")};Pooling=False").Options);
        await db.Database.MigrateAsync(TestContext.Current.CancellationToken);

        Assert.Empty((await MigrationPlan.OfAsync(db, TestContext.Current.CancellationToken)).Pending);
    }
}
