using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Rpc;
using Grpc.Core;
using TaskForce.Geolocation.V1;
using State = TaskForce.Geolocation.V1.Disclosure.Types.State;

namespace TaskForce.Tasking.Tests.Disclosures;

/// <summary>What geolocation keeps of disclosures, as strict with etags and ends as the real one.</summary>
public sealed class DisclosureDesk
{
    public ConcurrentDictionary<string, Disclosure> Kept { get; } = [];

    /// <summary>Each disclosure as it is after a change, as it comes.</summary>
    public Channel<Disclosure> Changes { get; } = Channel.CreateUnbounded<Disclosure>();

    /// <summary>Each call that was turned away, as it comes.</summary>
    public Channel<string> TurnedAway { get; } = Channel.CreateUnbounded<string>();

    public bool IsAway { get; set; }

    /// <summary>What happens between a question for a disclosure and what follows it.</summary>
    public Action? AfterGet { get; set; }
}

internal sealed class FakeDisclosures(FakePeers peers) : DisclosureService.DisclosureServiceBase
{
    private readonly DisclosureDesk _desk = peers.Disclosures;

    public override Task<Disclosure> GetDisclosure(GetDisclosureRequest request, ServerCallContext context)
    {
        ThrowIfAway(nameof(GetDisclosure));
        var known = _desk.Kept.TryGetValue(request.Name, out var found) ? found.Clone() : throw FakePeers.Refuse(Code.NotFound, "DISCLOSURE_NOT_FOUND");
        _desk.AfterGet?.Invoke();
        return Task.FromResult(known);
    }

    public override Task<Disclosure> CreateDisclosure(CreateDisclosureRequest request, ServerCallContext context)
    {
        ThrowIfAway(nameof(CreateDisclosure));
        var disclosure = request.Disclosure.Clone();
        (disclosure.Name, disclosure.Etag, disclosure.State) = ($"disclosures/{request.DisclosureId}", "1", State.Open);
        return _desk.Kept.TryAdd(disclosure.Name, disclosure) ? Task.FromResult(Told(disclosure)) : throw FakePeers.Refuse(Code.AlreadyExists, "DISCLOSURE_EXISTS");
    }

    public override Task<Disclosure> UpdateDisclosure(UpdateDisclosureRequest request, ServerCallContext context)
    {
        ThrowIfAway(nameof(UpdateDisclosure));
        var (known, next) = (_desk.Kept[request.Disclosure.Name], request.Disclosure.Clone());
        if (known.Etag != next.Etag)
        {
            _desk.TurnedAway.Writer.TryWrite("stale");
            throw FakePeers.Refuse(Code.Aborted, "STALE_ETAG");
        }

        Assert.Equal(State.Open, known.State);
        Assert.All(known.Subjects, was => Assert.Contains(next.Subjects, now => (now.Subject_, now.BeginTime) == (was.Subject_, was.BeginTime)));
        (next.Etag, next.State) = (next.Etag + "1", State.Open);
        _desk.Kept[next.Name] = next;
        return Task.FromResult(Told(next));
    }

    public override Task<Disclosure> EndDisclosure(EndDisclosureRequest request, ServerCallContext context)
    {
        ThrowIfAway(nameof(EndDisclosure));
        var next = _desk.Kept[request.Name].Clone();
        (next.EndTime, next.State) = (request.EndTime, State.Ended);
        _desk.Kept[next.Name] = next;
        return Task.FromResult(Told(next));
    }

    private Disclosure Told(Disclosure disclosure)
    {
        _desk.Changes.Writer.TryWrite(disclosure.Clone());
        return disclosure;
    }

    private void ThrowIfAway(string method)
    {
        if (_desk.IsAway)
        {
            _desk.TurnedAway.Writer.TryWrite(method);
            throw new RpcException(new(StatusCode.Unavailable, "Geolocation is away."));
        }
    }
}
