using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Geolocation.Storage;
using TaskForce.Geolocation.Tracks;
using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.GeolocationApp;

namespace TaskForce.Geolocation.Tests.Storage;

/// <summary>Geolocation's tables in partitions: what a migration does to them, and what becomes of a track.</summary>
public sealed class PartitionTests : IDisposable
{
    private readonly PartitionedTestStore _store = new("events", "track_pages");

    public void Dispose() => _store.Dispose();

    /// <summary>These are migrations that add columns and keys to the table, and take a key away.</summary>
    [Fact]
    public async Task Migrate_TablesWereParted_GoesOnToTheNewestSchema()
    {
        using var store = new PostgresTestStore(isEmpty: true);
        await using var db = new PostgresGeolocationDb(new DbContextOptionsBuilder().UseNpgsql(store.Connection).Options);
        var migrations = db.Database.GetMigrations().ToList();
        await db.GetService<IMigrator>().MigrateAsync(migrations.Single(id => id.EndsWith("_Geofences", StringComparison.Ordinal)));
        // Plain EF Core reads braces as places for values.
        await db.Database.ExecuteSqlRawAsync(PartitionScript.Text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
        await db.Database.ExecuteSqlRawAsync("CALL partition_table('events', 4)");
        await db.Database.ExecuteSqlRawAsync("CALL partition_table('track_pages', 4)");

        await db.Database.MigrateAsync();

        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
        db.TrackPages.AddRange(Enumerable.Range(1, 20).Select(i => new PageRow { Nation = "DE", Bucket = i, MinEvent = i, MaxEvent = i, MaxReceipt = i, Last = i, Points = [] }));
        await db.SaveChangesAsync();
        Assert.Equal(Enumerable.Range(1, 20), await db.TrackPages.Where(page => page.Nation == "DE").OrderBy(page => page.MaxReceipt).Select(page => page.Bucket).ToListAsync());
    }

    [Fact]
    public async Task DropEmptied_OldPagesAreDeleted_TheirPartitionsGoAndTheTrackStays()
    {
        await using var app = new GeolocationApp(_store);
        var pager = app.Services.GetRequiredService<TrackPager>();
        for (var i = 0; i < 10; i++)
        {
            await app.ReportAsync(Report("assets/boat", i));
            await pager.PageAsync(default);
        }

        _store.Execute("DELETE FROM track_pages WHERE \"Id\" <= 8");
        _store.Execute("CALL partition_drop_emptied('track_pages')");
        _store.Execute("CALL partition_ahead('track_pages', 4, 3)");
        await app.ReportAsync(Report("assets/boat", 10));
        await pager.PageAsync(default);

        Assert.Equal(8L, _store.Ask("SELECT min(lower) FROM partition_list WHERE whole = 'track_pages'"));
        var track = await app.Positions().ListTrackPointsAsync(new() { Parent = "positions/assets/boat" });
        Assert.Equal([8, 9, 10], track.TrackPoints.Select(point => (point.Report.EventTime.ToDateTimeOffset() - Noon).TotalSeconds));
    }
}
