using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Storage;

namespace TaskForce.Geolocation.Tests.Storage;

public class MigrationTests
{
    [Fact]
    public void Migrations_OfBothDatabases_AreWhatTheModelSays()
    {
        using var sqlite = new GeolocationDb.DesignTimeFactory().CreateDbContext([]);
        using var postgres = new PostgresGeolocationDb.PostgresDesignTimeFactory().CreateDbContext([]);

        Assert.False(sqlite.Database.HasPendingModelChanges());
        Assert.False(postgres.Database.HasPendingModelChanges());
    }
}
