using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace TaskForce.Geolocation.Storage;

/// <summary>The same store in PostgreSQL: a type of its own, because EF Core finds migrations by the type of the context.</summary>
internal sealed class PostgresGeolocationDb(DbContextOptions options) : GeolocationDb(options)
{
    /// <summary>Lets dotnet-ef make migrations.</summary>
    internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresGeolocationDb>
    {
        public PostgresGeolocationDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresGeolocationDb>().UseNpgsql("Host=design").Options);
    }
}
