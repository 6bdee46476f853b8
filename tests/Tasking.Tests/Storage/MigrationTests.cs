using Microsoft.EntityFrameworkCore;
using TaskForce.Tasking.Storage;

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
}
