using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using TaskForce.Geolocation.Deletions;
using TaskForce.Geolocation.Disclosures;
using TaskForce.Geolocation.Geofences;
using TaskForce.Geolocation.Geofences.Following;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Tracks;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Storage;

/// <summary>
/// The store of the geolocation service. The log of batches is the one truth; pages and last known positions are made of it, and say the same.
/// </summary>
internal class GeolocationDb(DbContextOptions options) : ServiceDb(options)
{
    public DbSet<SubjectRow> Subjects => Set<SubjectRow>();

    public DbSet<BatchRow> TrackBatches => Set<BatchRow>();

    public DbSet<PageRow> TrackPages => Set<PageRow>();

    public DbSet<KnownRow> TrackKnown => Set<KnownRow>();

    public DbSet<TrackMarkRow> TrackMarks => Set<TrackMarkRow>();

    /// <summary>A row a point, of before there were batches; emptied at the start.</summary>
    public DbSet<TrackPoint> OldPoints => Set<TrackPoint>();

    /// <summary>What was deleted; rows are only added.</summary>
    public DbSet<DeletionRow> Deletions => Set<DeletionRow>();

    public DbSet<DisclosureRow> Disclosures => Set<DisclosureRow>();

    public DbSet<GeofenceRow> Geofences => Set<GeofenceRow>();

    public DbSet<EditionRow> FenceEditions => Set<EditionRow>();

    public DbSet<FenceEventRow> FenceEvents => Set<FenceEventRow>();

    /// <summary>One row: who judges the geofences, and how far.</summary>
    public DbSet<FollowerRow> FenceFollowers => Set<FollowerRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.MapRelay();
        modelBuilder.Entity<SubjectRow>(subject =>
        {
            subject.ToTable("subjects").HasKey(s => s.Id);
            subject.Property(s => s.Id).ValueGeneratedNever();
            subject.HasIndex(s => s.Name).IsUnique();
        });
        modelBuilder.Entity<BatchRow>(batch =>
        {
            batch.ToTable("track_batches").HasKey(b => b.Last);
            batch.Property(b => b.Last).ValueGeneratedNever();
        });
        modelBuilder.Entity<PageRow>(page =>
        {
            page.ToTable("track_pages").HasKey(p => p.Id);
            page.HasIndex(p => new { p.Bucket, p.MinEvent, p.MaxEvent });
            page.HasIndex(p => new { p.Nation, p.MaxReceipt });
        });
        modelBuilder.Entity<KnownRow>(known =>
        {
            known.ToTable("track_known").HasKey(k => k.Part);
            known.Property(k => k.Part).ValueGeneratedNever();
        });
        modelBuilder.Entity<TrackMarkRow>().ToTable("track_marks").HasKey(mark => mark.Name);
        modelBuilder.Entity<TrackPoint>(point =>
        {
            point.ToTable("track_points").HasKey(p => p.Sequence);
            point.Property(p => p.Sequence).ValueGeneratedOnAdd();
            point.HasIndex(p => new { p.Subject, p.EventTime }).IsUnique();
            point.Ignore(p => p.Location);
            point.Ignore(p => p.DeviceSequence);
        });
        modelBuilder.Entity<DeletionRow>(deletion =>
        {
            deletion.ToTable("deletions").HasKey(d => d.Id);
            deletion.HasIndex(d => new { d.Nation, d.Id });
        });
        MapResource<DisclosureRow, Disclosure>(modelBuilder, "disclosures");
        modelBuilder.Entity<DisclosureRow>(disclosure =>
        {
            disclosure.HasIndex(d => d.Stamp);
            disclosure.HasIndex(d => d.Until);
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
            row.HasIndex(e => e.Time);
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
