using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using TaskForce.Partners.Cap;
using TaskForce.Partners.Deliveries;
using TaskForce.Partners.Stix;
using TaskForce.Partners.Trackers;
using TaskForce.Partners.Webhooks;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Partners.Storage;

/// <summary>The store of the service for partner systems.</summary>
internal class PartnersDb(DbContextOptions options) : ServiceDb(options)
{
    public DbSet<WebhookRow> Webhooks => Set<WebhookRow>();

    /// <summary>How far each webhook has read each of its feeds.</summary>
    public DbSet<FeedRow> Feeds => Set<FeedRow>();

    /// <summary>Events that wait to be taken, and those that were given up.</summary>
    public DbSet<DeliveryRow> Deliveries => Set<DeliveryRow>();

    /// <summary>How the deliveries of each webhook go, and which process makes them.</summary>
    public DbSet<OutcomeRow> Outcomes => Set<OutcomeRow>();

    /// <summary>Sources of positions.</summary>
    public DbSet<TrackerRow> Trackers => Set<TrackerRow>();

    /// <summary>Messages of the Common Alerting Protocol that partners sent.</summary>
    public DbSet<CapMessageRow> CapMessages => Set<CapMessageRow>();

    /// <summary>What those messages are about.</summary>
    public DbSet<CapThreadRow> CapThreads => Set<CapThreadRow>();

    /// <summary>Alerts that were sent of hotspots.</summary>
    public DbSet<CapPublishedRow> CapPublished => Set<CapPublishedRow>();

    /// <summary>Incidents, and what stands for one, of STIX bundles that partners sent.</summary>
    public DbSet<StixCaseRow> StixCases => Set<StixCaseRow>();

    /// <summary>Which objects are in which of them.</summary>
    public DbSet<StixMemberRow> StixMembers => Set<StixMemberRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        MapResource<WebhookRow, Webhook>(modelBuilder, "webhooks");
        modelBuilder.Entity<WebhookRow>(row =>
        {
            row.HasIndex(webhook => webhook.Owner);
            row.HasIndex(webhook => webhook.Nation);
        });
        modelBuilder.Entity<FeedRow>().ToTable("webhook_feeds").HasKey(feed => new { feed.Webhook, feed.Feed });
        modelBuilder.Entity<OutcomeRow>().ToTable("webhook_outcomes").HasKey(outcome => outcome.Webhook);
        modelBuilder.Entity<DeliveryRow>(row =>
        {
            row.ToTable("webhook_deliveries").HasKey(delivery => delivery.Id);
            row.Property(delivery => delivery.Id).ValueGeneratedOnAdd();
            // What was read twice, after a crash or a replay, waits once.
            row.HasIndex(delivery => new { delivery.Webhook, delivery.Feed, delivery.Sequence }).IsUnique();
        });
        MapResource<TrackerRow, Tracker>(modelBuilder, "trackers");
        modelBuilder.Entity<TrackerRow>(row =>
        {
            row.HasIndex(tracker => tracker.Owner);
            row.HasIndex(tracker => tracker.SecretHash).IsUnique();
        });
        MapResource<StixCaseRow, StixCase>(modelBuilder, "stix_cases");
        modelBuilder.Entity<StixCaseRow>(row =>
        {
            row.HasIndex(told => told.Owner);
            row.HasIndex(told => told.Nation);
        });
        modelBuilder.Entity<StixMemberRow>().ToTable("stix_members").HasKey(member => new { member.Owner, member.Object, member.Root });
        MapCap(modelBuilder);
    }

    private static void MapCap(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<CapMessageRow>(row =>
        {
            row.ToTable("cap_messages").HasKey(message => message.Id);
            row.Property(message => message.Id).ValueGeneratedOnAdd();
            row.HasIndex(message => new { message.Owner, message.Message }).IsUnique();
        });
        modelBuilder.Entity<CapThreadRow>().ToTable("cap_threads").HasKey(thread => thread.Hotspot);
        modelBuilder.Entity<CapPublishedRow>(row =>
        {
            row.ToTable("cap_published").HasKey(published => published.Id);
            row.Property(published => published.Id).ValueGeneratedOnAdd();
            row.HasIndex(published => new { published.Hotspot, published.Created, published.Etag }).IsUnique();
        });
    }

    /// <summary>Lets dotnet-ef make migrations.</summary>
    internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<PartnersDb>
    {
        public PartnersDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PartnersDb>().UseSqlite("Data Source=design.db").Options);
    }
}
