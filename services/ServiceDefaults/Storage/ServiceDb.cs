using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Audit;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>A service's store: its own tables, the log of its changes, and the answers it gave.</summary>
public abstract class ServiceDb(DbContextOptions options) : DbContext(options)
{
    private List<EventRow> _appended = [];
    private List<Action> _afterCommit = [];
    private List<AuditDraft> _drafts = [];

    /// <summary>The log: the truth, and the feed of every watch.</summary>
    public DbSet<EventRow> Events => Set<EventRow>();

    /// <summary>The answers given to request ids.</summary>
    public DbSet<AnswerRow> Answers => Set<AnswerRow>();

    /// <summary>Where the log of each topic begins, if events of it were deleted.</summary>
    public DbSet<LogStartRow> LogStarts => Set<LogStartRow>();

    /// <summary>Who read and changed personal data: a chain.</summary>
    public DbSet<AuditEntryRow> AuditEntries => Set<AuditEntryRow>();

    /// <summary>The values of the chain's entries.</summary>
    public DbSet<AuditValuesRow> AuditValues => Set<AuditValuesRow>();

    /// <summary>How far the audit log's retention is.</summary>
    public DbSet<AuditMarkRow> AuditMarks => Set<AuditMarkRow>();

    /// <summary>The same object for all changes that share a transaction; null in a read.</summary>
    public object? Batch { get; internal set; }

    /// <summary>Prepared statements, in the transaction of this context.</summary>
    public Statements Statements { get; private set; } = null!;

    internal Ledger Ledger => new(Statements);

    internal IReadOnlyList<EventRow> Appended => _appended;

    internal IReadOnlyList<Action> Consequences => _afterCommit;

    internal IReadOnlyList<AuditDraft> Drafts => _drafts;

    /// <summary>Adds an event to the change that is being made; watchers get it once the change is on disk.</summary>
    /// <param name="topic">Which watch it feeds.</param>
    /// <param name="resource">The resource that changed.</param>
    /// <param name="change">The event; its time must be set.</param>
    public void Append(string topic, string resource, IFeedEvent change)
    {
        var row = new EventRow
        {
            Topic = topic,
            Resource = resource,
            Time = change.Time.ToDateTime().Ticks,
            Payload = change.ToByteArray(),
        };
        _appended.Add(row);
    }

    /// <summary>Adds entries of the audit log to the change that is being made; they get their places when the transaction ends.</summary>
    internal void Audit(IEnumerable<AuditDraft> drafts) => _drafts.AddRange(drafts);

    /// <summary>
    /// Has something done in this process once the change that is being made is on disk: in the order of the log, before its caller is
    /// answered, and also if its caller has gone. It holds up every other change, so it must be quick; it must not throw.
    /// </summary>
    public void AfterCommit(Action consequence) => _afterCommit.Add(consequence);

    /// <summary>Those of some old entries of the log, by sequence, that must be kept although they are old: a follower of this service has not passed them, say.</summary>
    public virtual Task<IReadOnlySet<long>> FindNeededAsync(IReadOnlyList<LogEntry> old, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlySet<long>>(new HashSet<long>());

    /// <summary>Forgets the change before: a context is used again and again.</summary>
    internal void Begin(Statements statements) => (Statements, Batch, _appended, _afterCommit, _drafts) = (statements, null, [], [], []);

    /// <summary>Gives the events that were appended their place in the log.</summary>
    internal async Task WriteLogAsync()
    {
        foreach (var row in _appended.Where(row => row.Sequence == 0))
        {
            await Ledger.AppendAsync(row);
        }
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<EventRow>(row =>
        {
            row.ToTable("events").HasKey(e => e.Sequence);
            row.Property(e => e.Sequence).ValueGeneratedOnAdd();
            row.HasIndex(e => new { e.Topic, e.Sequence });
        });
        modelBuilder.Entity<LogStartRow>().ToTable("log_starts").HasKey(start => start.Topic);
        modelBuilder.Entity<AnswerRow>(row =>
        {
            row.ToTable("answers").HasKey(a => new { a.Subject, a.RequestId });
            row.HasIndex(a => a.Time);
        });
        modelBuilder.MapAudit();
    }

    /// <summary>Maps the columns that every resource has.</summary>
    protected static void MapResource<TRow, T>(ModelBuilder modelBuilder, string table) where TRow : Row<T> where T : class =>
        modelBuilder.Entity<TRow>(row =>
        {
            row.ToTable(table).HasKey(r => r.Ordinal);
            row.Property(r => r.Ordinal).ValueGeneratedOnAdd();
            row.HasIndex(r => r.Name).IsUnique();
            row.Property(r => r.Version).IsConcurrencyToken();
            row.Ignore(r => r.Value).Ignore(r => r.Etag);
        });
}
