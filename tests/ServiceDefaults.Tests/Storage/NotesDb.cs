using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Storage;

internal readonly record struct NoteName(string Id) : IResourceName<NoteName>
{
    public static string Collection => "notes";

    public static NoteName From(string id) => new(id);
}

internal sealed record Note(NoteName Name, string Text);

internal sealed class NoteRow : Row<Note>
{
    protected override string NameOf(Note value) => ResourceName.Format(value.Name);
}

/// <summary>The smallest store there is.</summary>
internal sealed class NotesDb(DbContextOptions options) : ServiceDb(options)
{
    public DbSet<NoteRow> Notes => Set<NoteRow>();

    /// <summary>Notes with the text "needed" are needed for ever.</summary>
    public override async Task<IReadOnlySet<long>> FindNeededAsync(IReadOnlyList<LogEntry> old, CancellationToken cancellation)
    {
        var needed = (await Notes.AsNoTracking().ToListAsync(cancellation)).Where(note => note.Value.Text == "needed").Select(note => note.Name).ToHashSet();
        return old.Where(entry => needed.Contains(entry.Resource)).Select(entry => entry.Sequence).ToHashSet();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.MapRelay();
        MapResource<NoteRow, Note>(modelBuilder, "notes");
    }
}

/// <summary>A host with a journal of notes; several may share a PostgreSQL database, as replicas do.</summary>
internal sealed class NotesHost : IAsyncDisposable
{
    private readonly IHost _host;

    private NotesHost(IHost host) => _host = host;

    public FakeTimeProvider Clock { get; private init; } = new();

    public Journal<NotesDb> Journal => _host.Services.GetRequiredService<Journal<NotesDb>>();

    public Watch<NotesDb> Watch => _host.Services.GetRequiredService<Watch<NotesDb>>();

    public AnswerSweeper<NotesDb> Sweeper => _host.Services.GetRequiredService<AnswerSweeper<NotesDb>>();

    public LogKeeper<NotesDb> Keeper => _host.Services.GetRequiredService<LogKeeper<NotesDb>>();

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public static async Task<NotesHost> StartAsync(
        TestStore store, ILoggerProvider? log = null, IEnumerable<(string Key, string Value)>? settings = null, Action<IHostApplicationBuilder>? also = null,
        Action<IHostApplicationBuilder>? then = null)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
        await CreateTablesAsync(store);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        _ = log is null ? null : builder.Logging.AddProvider(log);
        builder.Configuration.AddInMemoryCollection(store.Settings);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Log:TrimBatch"] = "7" });
        builder.Configuration.AddInMemoryCollection((settings ?? []).Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        also?.Invoke(builder);
        builder.Services.TryAddSingleton<TimeProvider>(clock);
        builder.AddJournal<NotesDb>("notes", options => new(options), options => new(options));
        then?.Invoke(builder);
        var host = builder.Build();
        await host.StartAsync();
        return new(host) { Clock = clock };
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    // The tests' store has no migrations; its tables are made as the model says.
    private static async Task CreateTablesAsync(TestStore store)
    {
        var options = new DbContextOptionsBuilder<NotesDb>();
        _ = store is SqliteTestStore file
            ? options.UseSqlite($"Data Source={Path.Combine(file.Directory, "notes.db")};Pooling=False")
            : options.UseNpgsql(store.Settings["Data:Connection"]);
        await using var db = new NotesDb(options.Options);
        if (await db.Database.EnsureCreatedAsync())
        {
            foreach (var guard in AuditGuards.For(store is SqliteTestStore))
            {
                await db.Database.ExecuteSqlRawAsync(guard.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
            }
        }

        (store as PartitionedTestStore)?.Part();
    }
}
