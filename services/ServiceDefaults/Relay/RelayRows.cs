using Microsoft.EntityFrameworkCore;

namespace TaskForce.ServiceDefaults.Relay;

/// <summary>How far the log was published, and by which process.</summary>
internal sealed class RelayRow
{
    /// <summary>There is one.</summary>
    public const int TheOne = 1;

    public int Id { get; init; } = TheOne;

    /// <summary>Everything up to here was published or parked.</summary>
    public long Sequence { get; set; }

    /// <summary>The process that publishes; empty for none.</summary>
    public string Holder { get; set; } = "";

    /// <summary>When another may take over, in UTC ticks.</summary>
    public long HeldUntil { get; set; }
}

/// <summary>An event that a broker would not take, or one from a broker that this service would not.</summary>
internal sealed class ParkedRow
{
    public long Id { get; private set; }

    /// <summary>The topic that it was for, or came from.</summary>
    public required string Topic { get; init; }

    /// <summary>The id of the CloudEvent; of one that came, its source and id.</summary>
    public required string Event { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>When, in UTC ticks.</summary>
    public required long Time { get; init; }
}

/// <summary>The tables of the relay.</summary>
public static class RelayTables
{
    /// <summary>Maps them, in the store of a service whose events are published.</summary>
    public static void MapRelay(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<RelayRow>().ToTable("relay").HasKey(row => row.Id);
        modelBuilder.Entity<RelayRow>().Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<ParkedRow>(row =>
        {
            row.ToTable("relay_parked").HasKey(parked => parked.Id);
            row.Property(parked => parked.Id).ValueGeneratedOnAdd();
            row.HasIndex(parked => new { parked.Topic, parked.Event }).IsUnique();
        });
    }
}
