using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using TaskForce.Geolocation.Positions;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Storage;

/// <summary>
/// The store of the geolocation service. The track is the one truth: the last known position of a subject is the newest of its track
/// by event time, found by the index that also keeps out duplicates, so that the two can never disagree.
/// </summary>
internal class GeolocationDb(DbContextOptions options) : ServiceDb(options)
{
    public DbSet<TrackPoint> TrackPoints => Set<TrackPoint>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<TrackPoint>(point =>
        {
            point.ToTable("track_points").HasKey(p => p.Sequence);
            point.Property(p => p.Sequence).ValueGeneratedOnAdd();
            point.HasIndex(p => new { p.Subject, p.EventTime }).IsUnique();
            point.Ignore(p => p.Location);
        });
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();

    /// <summary>Lets dotnet-ef make migrations.</summary>
    internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<GeolocationDb>
    {
        public GeolocationDb CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<GeolocationDb>().UseSqlite("Data Source=design.db").Options);
    }

    // SQLite has no time of its own to order by.
    private sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(time => time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}
