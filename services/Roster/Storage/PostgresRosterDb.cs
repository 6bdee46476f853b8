using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace TaskForce.Roster.Storage;

/// <summary>The same store in PostgreSQL: a type of its own, because EF Core finds migrations by the type of the context.</summary>
internal sealed class PostgresRosterDb(DbContextOptions options) : RosterDb(options)
{
    /// <summary>Lets dotnet-ef make migrations.</summary>
    internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresRosterDb>
    {
        public PostgresRosterDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresRosterDb>().UseNpgsql("Host=design").Options);
    }
}
