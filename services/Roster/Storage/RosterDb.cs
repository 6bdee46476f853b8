using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Devices;
using TaskForce.Roster.DutyTime;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Members;
using TaskForce.Roster.Support;
using TaskForce.Roster.Trainings;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Storage;

/// <summary>The store of the roster service.</summary>
internal class RosterDb(DbContextOptions options) : ServiceDb(options)
{
    public DbSet<MemberRow> Members => Set<MemberRow>();

    public DbSet<AssetRow> Assets => Set<AssetRow>();

    public DbSet<TeamRow> Teams => Set<TeamRow>();

    /// <summary>Who and what is in which live team.</summary>
    public DbSet<EngagementRow> Engagements => Set<EngagementRow>();

    /// <summary>Courses and joint seminars.</summary>
    public DbSet<TrainingRow> Trainings => Set<TrainingRow>();

    /// <summary>Who has a place in which training.</summary>
    public DbSet<EnrolmentRow> Enrolments => Set<EnrolmentRow>();

    /// <summary>One nation's requests to another.</summary>
    public DbSet<SupportRow> SupportRequests => Set<SupportRow>();

    /// <summary>Duty that was worked.</summary>
    public DbSet<WorkedRow> Worked => Set<WorkedRow>();

    /// <summary>Which lapse of which qualification was announced.</summary>
    public DbSet<LapseNoticeRow> LapseNotices => Set<LapseNoticeRow>();

    /// <summary>Members' field clients.</summary>
    public DbSet<DeviceRow> Devices => Set<DeviceRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.MapRelay();
        modelBuilder.MapRelease();
        MapResource<MemberRow, Member>(modelBuilder, "members");
        MapResource<AssetRow, Asset>(modelBuilder, "assets");
        MapResource<TeamRow, Team>(modelBuilder, "teams");
        modelBuilder.Entity<MemberRow>(row =>
        {
            row.HasIndex(member => new { member.Nation, member.CallSign }).IsUnique();
            row.OwnsMany(member => member.Skills, skills => skills.ToJson());
        });
        modelBuilder.Entity<AssetRow>().HasIndex(asset => asset.Nation);
        modelBuilder.Entity<TeamRow>(row =>
        {
            row.HasIndex(team => team.State);
            row.HasIndex(team => team.Holder);
            row.HasIndex(team => team.LeaseExpireTime);
        });
        MapResource<TrainingRow, Training>(modelBuilder, "trainings");
        MapResource<SupportRow, SupportRequest>(modelBuilder, "support_requests");
        modelBuilder.Entity<TrainingRow>().HasIndex(training => training.State);
        modelBuilder.Entity<SupportRow>(row =>
        {
            row.HasIndex(request => request.State);
            row.HasIndex(request => request.NextStepDue);
        });
        MapResource<DeviceRow, Device>(modelBuilder, "devices");
        modelBuilder.Entity<DeviceRow>(row =>
        {
            row.HasIndex(device => device.Member);
            row.HasIndex(device => device.Due);
            row.HasIndex(device => new { device.State, device.CertifiedUntil });
        });
        modelBuilder.Entity<EnrolmentRow>(row =>
        {
            row.ToTable("enrolments").HasKey(enrolment => new { enrolment.Member, enrolment.Training });
            row.HasIndex(enrolment => enrolment.Training);
            row.HasIndex(enrolment => enrolment.Until);
        });
        modelBuilder.Entity<WorkedRow>(row =>
        {
            row.ToTable("worked").HasKey(worked => worked.Id);
            row.HasIndex(worked => new { worked.Member, worked.Until });
            row.HasIndex(worked => worked.Until);
        });
        modelBuilder.Entity<LapseNoticeRow>().ToTable("lapse_notices").HasKey(notice => new { notice.Member, notice.Skill, notice.Until, notice.Days });
        modelBuilder.Entity<EngagementRow>(row =>
        {
            row.ToTable("engagements").HasKey(engagement => engagement.Resource);
            row.HasIndex(engagement => engagement.Team);
        });
    }

    /// <summary>Lets dotnet-ef make migrations.</summary>
    internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<RosterDb>
    {
        public RosterDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<RosterDb>().UseSqlite("Data Source=design.db").Options);
    }
}
