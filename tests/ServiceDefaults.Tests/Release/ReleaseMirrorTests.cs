using System.Threading.Channels;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using TaskForce.ServiceDefaults.Release;
using TaskForce.Type.V1;
using ReleaseRule = TaskForce.Type.V1.ReleaseRule;

namespace TaskForce.ServiceDefaults.Tests.Release;

/// <summary>The rules of another service in this one's book.</summary>
public sealed class ReleaseMirrorTests : IAsyncLifetime
{
    private readonly ReleaseWorld _world = new();
    private readonly OtherService _other = new();
    private readonly ReleaseMirror _mirror;

    public ReleaseMirrorTests() => _mirror = new(
        _world.Book, _other.Source, _world.Clock,
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), NullLogger<ReleaseMirror>.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string CallSign => _world.ViewOf("MA").Of(ReleaseWorld.Falke).CallSign;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _mirror.StopAsync(CancellationToken.None);
        _mirror.Dispose();
    }

    [Fact]
    public async Task Start_OtherServiceAnswers_HasTheRulesBeforeTheFirstQuestion()
    {
        _other.Rules.Add(Rule(1));

        await _mirror.StartAsync(Cancellation);

        Assert.Equal((true, "Falke 7"), (_mirror.IsLoaded, CallSign));
    }

    [Fact]
    public async Task Start_OtherServiceIsAway_ReleasesNothingUntilItCameBack()
    {
        _other.Rules.Add(Rule(1));
        _other.IsAway = true;
        await _mirror.StartAsync(Cancellation);
        var (wasLoaded, before, own) = (_mirror.IsLoaded, CallSign, _world.ViewOf("DE").Of(ReleaseWorld.Falke).CallSign);

        _other.IsAway = false;
        await UntilWatchedAsync();

        Assert.Equal((false, "", "Falke 7"), (wasLoaded, before, own));
        Assert.Equal((true, "Falke 7"), (_mirror.IsLoaded, CallSign));
    }

    [Fact]
    public async Task Start_MoreThanAPage_ReadsThemAll()
    {
        _other.PageSize = 2;
        _other.Rules.AddRange([Rule(1, "first", "Member.name"), Rule(1, "second", "Member.duty"), Rule(1, "last")]);

        await _mirror.StartAsync(Cancellation);

        Assert.Equal("Falke 7", CallSign);
    }

    [Fact]
    public async Task Change_IsThereWithItsEventAndTheNextWatchGoesOnFromIt()
    {
        _other.Rules.Add(Rule(1));
        await _mirror.StartAsync(Cancellation);
        var first = await UntilWatchedAsync();

        await _other.TellAsync(8, Rule(2, state: ReleaseRule.Types.State.Withdrawn));
        await _other.HeardAsync();
        var after = CallSign;
        _other.BreakOff(StatusCode.Unavailable);
        var second = await UntilWatchedAsync();

        Assert.Equal("", after);
        Assert.Equal((7, 8), (first, second));
    }

    [Fact]
    public async Task BrokenOff_WhatWasKnownHoldsAndWhatChangedMeanwhileComes()
    {
        _other.Rules.Add(Rule(1));
        await _mirror.StartAsync(Cancellation);
        await UntilWatchedAsync();

        _other.BreakOff(StatusCode.Unavailable);
        var meanwhile = CallSign;
        await UntilWatchedAsync();
        await _other.TellAsync(9, Rule(2, state: ReleaseRule.Types.State.Withdrawn));
        await _other.HeardAsync();

        Assert.Equal(("Falke 7", ""), (meanwhile, CallSign));
    }

    [Fact]
    public async Task LogDoesNotGoOn_TakesTheRulesAsTheyAreNowHoweverOld()
    {
        _other.Rules.Add(Rule(5));
        await _mirror.StartAsync(Cancellation);
        await UntilWatchedAsync();

        // A backup from before the rule was put in force.
        _other.Rules[0] = Rule(4, state: ReleaseRule.Types.State.Proposed);
        _other.BreakOff(StatusCode.OutOfRange);
        await UntilWatchedAsync();

        Assert.Equal("", CallSign);
    }

    private static ReleaseRule Rule(int version, string id = "call-signs", string field = "Member.call_sign", ReleaseRule.Types.State state = ReleaseRule.Types.State.InForce) => new()
    {
        Name = $"releaseRules/{id}",
        Nation = "DE",
        ReceiverNation = "MA",
        Fields = { field },
        State = state,
        CreateTime = new(),
        UpdateTime = new(),
        Etag = Etag.Of(version),
    };

    // The pauses between the tries pass as soon as they begin.
    private async Task<long> UntilWatchedAsync()
    {
        var watched = _other.Watched.Reader.ReadAsync(Cancellation).AsTask();
        while (!watched.IsCompleted)
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await watched;
    }

    /// <summary>The service that keeps the rules, at sequence 7.</summary>
    private sealed class OtherService
    {
        private Channel<ReleaseRuleEvent> _events = Channel.CreateUnbounded<ReleaseRuleEvent>();

        public List<ReleaseRule> Rules { get; } = [];

        public bool IsAway { get; set; }

        public int PageSize { get; set; } = 1000;

        /// <summary>The cursor of each watch, once it waits for what comes.</summary>
        public Channel<long> Watched { get; } = Channel.CreateUnbounded<long>();

        public ReleaseSource Source => new((request, _) => Task.FromResult(List(request)), (request, cancellation) => Watch(request.After, cancellation));

        public async Task TellAsync(long sequence, ReleaseRule rule) =>
            await _events.Writer.WriteAsync(new() { Sequence = sequence, Type = ReleaseRuleEvent.Types.Type.StepTaken, ReleaseRule = rule }, Cancellation);

        /// <summary>Until the one before was taken in: whoever asks for the next one has.</summary>
        public async Task HeardAsync()
        {
            await _events.Writer.WriteAsync(new() { Sequence = 8, Type = ReleaseRuleEvent.Types.Type.Heartbeat }, Cancellation);
            while (_events.Reader.Count > 0)
            {
                await Task.Yield();
            }
        }

        public void BreakOff(StatusCode why) => Interlocked.Exchange(ref _events, Channel.CreateUnbounded<ReleaseRuleEvent>()).Writer.Complete(new RpcException(new(why, "Broken off.")));

        private ListReleaseRulesResponse List(ListReleaseRulesRequest request)
        {
            ThrowIfAway();
            var from = request.PageToken.Length > 0 ? int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture) : 0;
            return new()
            {
                ReleaseRules = { Rules.Skip(from).Take(PageSize) },
                NextPageToken = from + PageSize < Rules.Count ? $"{from + PageSize}" : "",
                Sequence = 7,
            };
        }

        private IAsyncEnumerable<ReleaseRuleEvent> Watch(long after, CancellationToken cancellation)
        {
            ThrowIfAway();
            var events = _events.Reader.ReadAllAsync(cancellation);
            Watched.Writer.TryWrite(after);
            return events;
        }

        private void ThrowIfAway()
        {
            if (IsAway)
            {
                throw new RpcException(new(StatusCode.Unavailable, "Away."));
            }
        }
    }
}
