using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.Statistics;

namespace TaskForce.Tasking.Storage;

/// <summary>The store of the tasking service.</summary>
internal class TaskingDb(DbContextOptions options) : ServiceDb(options)
{
    public DbSet<HotspotRow> Hotspots => Set<HotspotRow>();

    public DbSet<MissionRow> Missions => Set<MissionRow>();

    public DbSet<OrderRow> Orders => Set<OrderRow>();

    public DbSet<AlertRow> Alerts => Set<AlertRow>();

    /// <summary>The devices of members.</summary>
    public DbSet<DeviceRow> Devices => Set<DeviceRow>();

    /// <summary>What must happen when, unless it is cleared before.</summary>
    public DbSet<DeadlineRow> Deadlines => Set<DeadlineRow>();

    public DbSet<YearlyFiguresRow> YearlyFigures => Set<YearlyFiguresRow>();

    /// <summary>How far this service has followed a log, its own or a peer's.</summary>
    public DbSet<CursorRow> Cursors => Set<CursorRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        MapResource<HotspotRow, Hotspot>(modelBuilder, "hotspots");
        MapResource<MissionRow, Mission>(modelBuilder, "missions");
        MapResource<OrderRow, Order>(modelBuilder, "orders");
        modelBuilder.Entity<MissionRow>(row =>
        {
            row.HasIndex(mission => mission.Hotspot);
            row.HasIndex(mission => mission.State);
            row.HasIndex(mission => mission.Team);
        });
        modelBuilder.Entity<OrderRow>(row =>
        {
            row.HasIndex(order => order.Mission);
            row.HasIndex(order => order.Recipient);
        });
        modelBuilder.Entity<DeviceRow>().ToTable("devices").HasKey(device => new { device.Member, device.Device });
        MapResource<AlertRow, Alert>(modelBuilder, "alerts");
        modelBuilder.Entity<AlertRow>(row =>
        {
            row.HasIndex(alert => alert.Mission);
            row.HasIndex(alert => new { alert.Subject, alert.Kind, alert.State });
        });
        modelBuilder.Entity<DeadlineRow>(row =>
        {
            row.ToTable("deadlines").HasKey(deadline => new { deadline.Kind, deadline.Resource });
            row.HasIndex(deadline => deadline.DueTime);
            row.HasIndex(deadline => deadline.Resource);
        });
        modelBuilder.Entity<YearlyFiguresRow>().ToTable("yearly_figures").HasKey(figures => figures.Year);
        modelBuilder.Entity<YearlyFiguresRow>().Property(figures => figures.Year).ValueGeneratedNever();
        modelBuilder.Entity<CursorRow>().ToTable("cursors").HasKey(cursor => cursor.Name);
    }

    /// <summary>Lets dotnet-ef make migrations.</summary>
    internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<TaskingDb>
    {
        public TaskingDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<TaskingDb>().UseSqlite("Data Source=design.db").Options);
    }
}

/// <summary>How far a log was followed.</summary>
internal sealed class CursorRow
{
    public required string Name { get; init; }

    public long Sequence { get; set; }
}
