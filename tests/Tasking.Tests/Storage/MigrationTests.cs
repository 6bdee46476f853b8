using Microsoft.EntityFrameworkCore;
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
}
