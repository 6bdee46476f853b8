using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace TaskForce.Tasking.Storage;

/// <summary>The same store in PostgreSQL: a type of its own, because EF Core finds migrations by the type of the context.</summary>
internal sealed class PostgresTaskingDb(DbContextOptions options) : TaskingDb(options)
{
    /// <summary>Lets dotnet-ef make migrations.</summary>
    internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresTaskingDb>
    {
        public PostgresTaskingDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresTaskingDb>().UseNpgsql("Host=design").Options);
    }
}
