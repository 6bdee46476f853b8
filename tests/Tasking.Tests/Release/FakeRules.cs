using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using TaskForce.ServiceDefaults.Release;
using TaskForce.Type.V1;
using ReleaseRule = TaskForce.Type.V1.ReleaseRule;

namespace TaskForce.Tasking.Tests.Release;

/// <summary>The rules of a roster that the test plays, with their log. Thread safe.</summary>
public sealed class FakeRules
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ReleaseRule> _rules = [];
    private readonly List<ReleaseRuleEvent> _log = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>With the rules that the demo begins with.</summary>
    public FakeRules()
    {
        var options = new ReleaseOptions();
        new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "roster.json")).Build().GetSection("Release").Bind(options);
        foreach (var (id, rule) in options.Rules)
        {
            var wire = rule.ToProto();
            wire.Name = $"releaseRules/{id}";
            Put(wire);
        }
    }

    /// <summary>Whether nobody answers.</summary>
    public bool IsAway { get; set; }

    /// <summary>Puts a rule in force.</summary>
    public ReleaseRule Release(string id, string nation, string receiver, bool jointWorkOnly, params string[] fields) => Put(new()
    {
        Name = $"releaseRules/{id}",
        Nation = nation,
        ReceiverNation = receiver,
        JointWorkOnly = jointWorkOnly,
        Fields = { fields },
    });

    /// <summary>Puts a rule in force for those with a role alone.</summary>
    public ReleaseRule ReleaseTo(Role role, string nation, string receiver, params string[] fields) => Put(new()
    {
        Name = $"releaseRules/to-{role.ToString().ToLowerInvariant()}",
        Nation = nation,
        ReceiverNation = receiver,
        ReceiverRoles = { role },
        Fields = { fields },
    });

    /// <summary>Releases what the demo releases of orders in joint work, whatever anybody works at.</summary>
    public void ReleaseOrders(string nation, string receiver)
    {
        lock (_gate)
        {
            var (own, others) = (nation.ToLowerInvariant(), receiver.ToLowerInvariant());
            var joint = new[] { $"releaseRules/{own}-in-teams-with-{others}", $"releaseRules/{own}-on-missions-with-{others}" }.SelectMany(rule => _rules[rule].Fields);
            Release($"{own}-orders-for-{others}", nation, receiver, jointWorkOnly: false, [.. joint]);
        }
    }

    /// <summary>Takes a rule back.</summary>
    public void Withdraw(string name)
    {
        lock (_gate)
        {
            Note(_rules[name], ReleaseRule.Types.State.Withdrawn);
        }
    }

    /// <summary>Takes every rule back.</summary>
    public void WithdrawAll()
    {
        lock (_gate)
        {
            _rules.Keys.ToList().ForEach(Withdraw);
        }
    }

    /// <summary>Forgets everything, as a roster restored from a backup that is older: its log ends before what was told.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _rules.Clear();
            _log.Clear();
        }
    }

    /// <summary>Breaks off every watch that is open.</summary>
    public void BreakOff() => Interlocked.Exchange(ref _broken, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    internal ListReleaseRulesResponse List()
    {
        lock (_gate)
        {
            return new() { ReleaseRules = { _rules.Values.Select(rule => rule.Clone()) }, Sequence = _log.Count };
        }
    }

    internal async Task WatchAsync(long after, IServerStreamWriter<ReleaseRuleEvent> stream, CancellationToken cancellation)
    {
        var broken = _broken.Task;
        while (!broken.IsCompleted)
        {
            List<ReleaseRuleEvent> news;
            Task changed;
            lock (_gate)
            {
                if (after > _log.Count)
                {
                    throw FakePeers.Refuse(Google.Rpc.Code.OutOfRange, "CURSOR_BEYOND_LOG");
                }

                (news, changed) = (_log[(int)after..], _changed.Task);
            }

            foreach (var change in news)
            {
                await stream.WriteAsync(change, cancellation);
                after = change.Sequence;
            }

            await Task.WhenAny(changed, broken).WaitAsync(cancellation);
        }

        throw new RpcException(new(StatusCode.Unavailable, "Broken off."));
    }

    private ReleaseRule Put(ReleaseRule rule)
    {
        lock (_gate)
        {
            return Note(rule, ReleaseRule.Types.State.InForce);
        }
    }

    private ReleaseRule Note(ReleaseRule rule, ReleaseRule.Types.State state)
    {
        var next = rule.Clone();
        var now = TimeProvider.System.GetUtcNow().ToTimestamp();
        var version = _log.Count + 1;
        (next.State, next.CreateTime, next.UpdateTime, next.Etag) = (state, rule.CreateTime ?? now, now, Etag.Of(version));
        _rules[next.Name] = next;
        _log.Add(new() { Sequence = version, Time = now, Type = ReleaseRuleEvent.Types.Type.StepTaken, ReleaseRule = next.Clone() });
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        return next;
    }
}

/// <summary>The service of it.</summary>
internal sealed class FakeReleaseRules(FakeRules rules) : Roster.V1.ReleaseRuleService.ReleaseRuleServiceBase
{
    public override Task<ListReleaseRulesResponse> ListReleaseRules(ListReleaseRulesRequest request, ServerCallContext context)
    {
        ThrowIfAway();
        return Task.FromResult(rules.List());
    }

    public override Task WatchReleaseRules(WatchReleaseRulesRequest request, IServerStreamWriter<ReleaseRuleEvent> responseStream, ServerCallContext context)
    {
        ThrowIfAway();
        return rules.WatchAsync(request.After, responseStream, context.CancellationToken);
    }

    private void ThrowIfAway()
    {
        if (rules.IsAway)
        {
            throw new RpcException(new(StatusCode.Unavailable, "The roster is away."));
        }
    }
}
