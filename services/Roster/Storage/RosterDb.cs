using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Members;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Storage;

/// <summary>The store of the roster service.</summary>
internal sealed class RosterDb(DbContextOptions<RosterDb> options) : ServiceDb(options)
{
    public DbSet<MemberRow> Members => Set<MemberRow>();

    public DbSet<AssetRow> Assets => Set<AssetRow>();

    public DbSet<TeamRow> Teams => Set<TeamRow>();

    /// <summary>Who and what is in which live team.</summary>
    public DbSet<EngagementRow> Engagements => Set<EngagementRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
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
