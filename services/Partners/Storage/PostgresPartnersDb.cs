using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace TaskForce.Partners.Storage;

/// <summary>The same store in PostgreSQL: a type of its own, because EF Core finds migrations by the type of the context.</summary>
internal sealed class PostgresPartnersDb(DbContextOptions options) : PartnersDb(options)
{
    /// <summary>Lets dotnet-ef make migrations.</summary>
    internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresPartnersDb>
    {
        public PostgresPartnersDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresPartnersDb>().UseNpgsql("Host=design").Options);
    }
}
