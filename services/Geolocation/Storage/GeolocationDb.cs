using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using TaskForce.Geolocation.Geofences;
using TaskForce.Geolocation.Geofences.Following;
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

    public DbSet<GeofenceRow> Geofences => Set<GeofenceRow>();

    public DbSet<EditionRow> FenceEditions => Set<EditionRow>();

    public DbSet<FenceEventRow> FenceEvents => Set<FenceEventRow>();

    /// <summary>One row: who judges the geofences, and how far.</summary>
    public DbSet<FollowerRow> FenceFollowers => Set<FollowerRow>();

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
        MapResource<GeofenceRow, Geofence>(modelBuilder, "geofences");
        modelBuilder.Entity<EditionRow>(edition =>
        {
            edition.ToTable("fence_editions").HasKey(e => e.Id);
            edition.HasIndex(e => e.Fence);
            edition.HasIndex(e => e.Stamp);
        });
        modelBuilder.Entity<FenceEventRow>(row =>
        {
            row.ToTable("fence_events").HasKey(e => e.Id);
            row.Property(e => e.Id).ValueGeneratedNever();
            row.Ignore(e => e.After);
            row.HasIndex(e => new { e.Edition, e.Subject, e.Time });
            row.HasIndex(e => new { e.Subject, e.Time });
            row.HasIndex(e => new { e.Fence, e.Time });
        });
        modelBuilder.Entity<FollowerRow>(row =>
        {
            row.ToTable("fence_follower").HasKey(f => f.Id);
            row.Property(f => f.Id).ValueGeneratedNever();
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
