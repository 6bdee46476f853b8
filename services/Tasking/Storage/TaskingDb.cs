using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.AfterAction;
using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Delegations;
using TaskForce.Tasking.Handovers;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Operations;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.PreAuthorisations;
using TaskForce.Tasking.Statistics;

namespace TaskForce.Tasking.Storage;

/// <summary>The store of the tasking service.</summary>
internal class TaskingDb(DbContextOptions options) : ServiceDb(options)
{
    public DbSet<HotspotRow> Hotspots => Set<HotspotRow>();

    public DbSet<MissionRow> Missions => Set<MissionRow>();

    public DbSet<OrderRow> Orders => Set<OrderRow>();

    public DbSet<DelegationRow> Delegations => Set<DelegationRow>();

    public DbSet<PreAuthorisationRow> PreAuthorisations => Set<PreAuthorisationRow>();

    public DbSet<HandoverRow> Handovers => Set<HandoverRow>();

    public DbSet<DeskWatchRow> DeskWatches => Set<DeskWatchRow>();

    public DbSet<AlertRow> Alerts => Set<AlertRow>();

    /// <summary>The devices of members.</summary>
    public DbSet<DeviceRow> Devices => Set<DeviceRow>();

    /// <summary>What must happen when, unless it is cleared before.</summary>
    public DbSet<DeadlineRow> Deadlines => Set<DeadlineRow>();

    public DbSet<OperationRow> Operations => Set<OperationRow>();

    public DbSet<OperationPartRow> OperationParts => Set<OperationPartRow>();

    public DbSet<OperationDeviceRow> OperationDevices => Set<OperationDeviceRow>();

    public DbSet<DeviceClockRow> DeviceClocks => Set<DeviceClockRow>();

    /// <summary>Who had an H-hour order and when; only ever added to.</summary>
    public DbSet<RecordEntryRow> RecordEntries => Set<RecordEntryRow>();

    public DbSet<AfterActionRow> AfterActions => Set<AfterActionRow>();

    public DbSet<YearlyFiguresRow> YearlyFigures => Set<YearlyFiguresRow>();

    /// <summary>How far this service has followed a log, its own or a peer's.</summary>
    public DbSet<CursorRow> Cursors => Set<CursorRow>();

    public override Task<IReadOnlySet<long>> FindNeededAsync(IReadOnlyList<LogEntry> old, CancellationToken cancellation) =>
        LogNeeds.FindAsync(this, old, cancellation);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.MapRelay();
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
        MapResource<DelegationRow, Delegation>(modelBuilder, "delegations");
        modelBuilder.Entity<DelegationRow>().HasIndex(delegation => new { delegation.Nation, delegation.Delegate });
        MapResource<PreAuthorisationRow, PreAuthorisation>(modelBuilder, "pre_authorisations");
        modelBuilder.Entity<PreAuthorisationRow>().HasIndex(given => new { given.Nation, given.State });
        MapResource<HandoverRow, Handover>(modelBuilder, "handovers");
        modelBuilder.Entity<DeskWatchRow>(row =>
        {
            row.ToTable("desk_watches").HasKey(watch => watch.Ordinal);
            row.HasIndex(watch => new { watch.Nation, watch.EndTime });
        });
        modelBuilder.Entity<DeadlineRow>(row =>
        {
            row.ToTable("deadlines").HasKey(deadline => new { deadline.Kind, deadline.Resource });
            row.HasIndex(deadline => deadline.DueTime);
            row.HasIndex(deadline => deadline.Resource);
        });
        MapOperations(modelBuilder);
        MapResource<AfterActionRow, AfterAction.AfterAction>(modelBuilder, "after_action_reports");
        // An after-action report reads the log of one mission.
        modelBuilder.Entity<EventRow>().HasIndex(change => new { change.Resource, change.Sequence });
        modelBuilder.Entity<YearlyFiguresRow>().ToTable("yearly_figures").HasKey(figures => figures.Year);
        modelBuilder.Entity<YearlyFiguresRow>().Property(figures => figures.Year).ValueGeneratedNever();
        modelBuilder.Entity<CursorRow>().ToTable("cursors").HasKey(cursor => cursor.Name);
    }

    private static void MapOperations(ModelBuilder modelBuilder)
    {
        MapResource<OperationRow, Operation>(modelBuilder, "operations");
        modelBuilder.Entity<OperationRow>().HasIndex(operation => operation.State);
        modelBuilder.Entity<OperationPartRow>(row =>
        {
            row.ToTable("operation_parts").HasKey(part => part.Mission);
            row.HasIndex(part => part.Operation);
        });
        MapResource<OperationDeviceRow, OperationDevice>(modelBuilder, "operation_devices");
        modelBuilder.Entity<OperationDeviceRow>(row =>
        {
            row.HasIndex(device => device.Operation);
            row.HasIndex(device => new { device.Member, device.Device });
        });
        modelBuilder.Entity<DeviceClockRow>().ToTable("device_clocks").HasKey(clock => new { clock.Member, clock.Device });
        modelBuilder.Entity<DeviceClockRow>().Ignore(clock => clock.Value);
        modelBuilder.Entity<RecordEntryRow>().ToTable("operation_record").HasKey(entry => new { entry.Operation, entry.Number });
        modelBuilder.Entity<RecordEntryRow>().Ignore(entry => entry.Value);
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
