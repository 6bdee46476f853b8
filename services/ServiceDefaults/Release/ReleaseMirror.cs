using System.Diagnostics.Metrics;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>
/// Keeps the rules of another service in this one's book: all of them at first, then each change as it is told. Until they were read once nothing is
/// released. While the other service is away, what was known last holds; it is the only one by which a rule can change.
/// </summary>
internal sealed partial class ReleaseMirror : Follower
{
    private const int PageSize = 1000;

    // What the start of this service waits at most; whoever asks sooner than the rules come sees what is its own.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ReleaseBook _book;
    private readonly ReleaseSource _source;
    private readonly ILogger<ReleaseMirror> _log;
    private long? _sequence;
    private volatile bool _isLoaded;

    public ReleaseMirror(ReleaseBook book, ReleaseSource source, TimeProvider clock, IMeterFactory meters, ILogger<ReleaseMirror> log) : base(clock, log)
    {
        (_book, _source, _log) = (book, source, log);
        meters.Create("TaskForce.Release").CreateObservableGauge(
            "taskforce.release.rules_loaded", () => _isLoaded ? 1 : 0, description: "Whether the release rules of the roster were read; until then nothing is released.");
    }

    /// <summary>Whether the rules were read once.</summary>
    public bool IsLoaded => _isLoaded;

    /// <summary>Reads the rules before the service answers, if the other one is there.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await LoadAsync(patience.Token);
        }
        catch (Exception away) when (away is RpcException or DomainException or HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogAway(away.Message);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task FollowAsync(CancellationToken cancellation)
    {
        var after = _sequence ?? await LoadAsync(cancellation);
        try
        {
            await foreach (var change in _source.Watch(new() { After = after }, cancellation))
            {
                if (change.ReleaseRule is { } told)
                {
                    var (rule, version) = told.ToDomain();
                    _book.Set(rule, version);
                }

                _sequence = change.Sequence;
            }
        }
        catch (RpcException gone) when (gone.StatusCode == StatusCode.OutOfRange)
        {
            // Away for too long, or the other one was restored from a backup: what holds is what it says now.
            _sequence = null;
        }
    }

    // The sequence of the first page: what changes while the others are read comes again.
    private async Task<long> LoadAsync(CancellationToken cancellation)
    {
        var request = new ListReleaseRulesRequest { PageSize = PageSize };
        var page = await _source.List(request, cancellation);
        var (sequence, rules) = (page.Sequence, page.ReleaseRules.ToList());
        while (page.NextPageToken.Length > 0)
        {
            request.PageToken = page.NextPageToken;
            page = await _source.List(request, cancellation);
            rules.AddRange(page.ReleaseRules);
        }

        _book.Replace(rules.Select(rule => rule.ToDomain()));
        (_sequence, _isLoaded) = (sequence, true);
        LogLoaded(rules.Count);
        return sequence;
    }

    [LoggerMessage(LogLevel.Information, "{Count} release rules were read")]
    private partial void LogLoaded(int count);

    [LoggerMessage(LogLevel.Warning, "The release rules cannot be read yet, so that nothing is released to other nations: {Reason}")]
    private partial void LogAway(string reason);
}
