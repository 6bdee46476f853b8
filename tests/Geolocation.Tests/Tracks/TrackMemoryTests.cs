using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Positions.States;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Tests.Tracks;

/// <summary>What becomes of points that are kept in memory before it is known whether they are on disk.</summary>
public sealed class TrackMemoryTests : IDisposable
{
    private readonly PositionFeed _feed = new(new PositionIndex(Options.Create(new StateOptions())), new FakeTimeProvider());
    private readonly TrackMemory _memory;

    public TrackMemoryTests() => _memory = new(_feed);

    public void Dispose() => _feed.Dispose();

    [Fact]
    public async Task TrySettle_PartOfAChangeThatIsBeingMade_IsLeftToIt()
    {
        var onDisk = new TaskCompletionSource<bool>();
        var change = _memory.ChangingAsync(() => onDisk.Task);
        var part = Keep();

        Assert.False(_memory.TrySettle(end: 1));
        lock (_memory.Gate)
        {
            _memory.Confirm(part);
        }

        Assert.True(_memory.IsKnown(end: 1));
        Assert.Equal(1, _feed.Index.FindFix(0)?.Sequence);
        onDisk.SetResult(true);
        await change;
    }

    [Fact]
    public async Task TrySettle_PartOfAChangeThatIsOver_IsTakenBackToBeReadFromTheLog()
    {
        await _memory.ChangingAsync(() => Task.FromResult(Keep()));

        Assert.True(_memory.TrySettle(end: 1));

        Assert.Equal((false, 0, null), (_memory.IsPending, _memory.End, _feed.Index.FindFix(0)));
    }

    private TrackPart Keep()
    {
        lock (_memory.Gate)
        {
            var part = _memory.Begin();
            var subject = _memory.Subjects.Add("assets/boat"u8, _memory.Subjects.NumberOf("DE"));
            _memory.Keep(new() { Sequence = 1, Subject = subject, EventTime = 1 });
            return part;
        }
    }
}
