using Microsoft.EntityFrameworkCore;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>A link of the chain, never changed.</summary>
public sealed class AuditEntryRow
{
    /// <summary>The place in the chain, from 1, without gaps.</summary>
    public long Number { get; init; }

    /// <summary>Whether it is a checkpoint, which are looked for.</summary>
    public bool IsCheckpoint { get; init; }

    /// <summary>The record's time, in UTC ticks.</summary>
    public long Time { get; init; }

    /// <summary>Of the hash before and the record.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The record in its canonical form.</summary>
    public required byte[] Record { get; init; }
}

/// <summary>The values of an entry that were not erased.</summary>
public sealed class AuditValuesRow
{
    /// <summary>The entry's number.</summary>
    public long Number { get; init; }

    /// <summary>A <see cref="Type.V1.AuditEntry"/> with nothing but its values.</summary>
    public required byte[] Values { get; set; }
}

/// <summary>Up to which entry a rule of retention was carried out.</summary>
public sealed class AuditMarkRow
{
    /// <summary>The rule.</summary>
    public required string Name { get; init; }

    /// <summary>The entry's number.</summary>
    public long Number { get; set; }
}

/// <summary>While there is a row, values may be erased; it is there only within a transaction that does.</summary>
public sealed class AuditGateRow
{
    /// <summary>Always 1.</summary>
    public int Id { get; init; }
}

internal static class AuditRows
{
    public static void MapAudit(this ModelBuilder model)
    {
        model.Entity<AuditEntryRow>(row =>
        {
            row.ToTable("audit_entries").HasKey(entry => entry.Number);
            row.Property(entry => entry.Number).ValueGeneratedNever();
            row.HasIndex(entry => new { entry.IsCheckpoint, entry.Number });
        });
        model.Entity<AuditValuesRow>(row =>
        {
            row.ToTable("audit_values").HasKey(values => values.Number);
            row.Property(values => values.Number).ValueGeneratedNever();
        });
        model.Entity<AuditMarkRow>().ToTable("audit_marks").HasKey(mark => mark.Name);
        model.Entity<AuditGateRow>(row =>
        {
            row.ToTable("audit_gate").HasKey(gate => gate.Id);
            row.Property(gate => gate.Id).ValueGeneratedNever();
        });
    }
}
