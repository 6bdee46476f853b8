using Microsoft.Extensions.Time.Testing;
using TaskForce.ServiceDefaults.Health;

namespace TaskForce.ServiceDefaults.Tests.Health;

public sealed class ClocksTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Start);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.2, 0)]
    [InlineData(5, 4.6)]
    [InlineData(-5, -5)]
    public void Note_AnswerOfADatabase_IsSureOfWhatTheRoundTripDoesNotExplain(double shown, double sure)
    {
        var clocks = new Clocks(_clock);
        _clock.Advance(TimeSpan.FromSeconds(0.4));

        clocks.Note("database", Start, Start.AddSeconds(shown));

        Assert.Equal(TimeSpan.FromSeconds(sure), Assert.Single(clocks.Readings).Sure);
    }

    /// <summary>A date has whole seconds and may be old by another.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(-3, 0)]
    [InlineData(-4, -1)]
    [InlineData(2, 2)]
    public void NoteDate_OfAnotherService_DoesNotCallWhatIsOnlyCoarseOff(double date, double sure)
    {
        var clocks = new Clocks(_clock);

        clocks.NoteDate("roster", Start, Start.AddSeconds(date));

        Assert.Equal(TimeSpan.FromSeconds(sure), Assert.Single(clocks.Readings).Sure);
    }

    [Fact]
    public void Note_SlowAnswerAfterAQuickOne_DoesNotHideWhatTheQuickOneShowed()
    {
        var clocks = new Clocks(_clock);
        clocks.Note("database", Start, Start.AddSeconds(10));
        _clock.Advance(TimeSpan.FromSeconds(30));

        clocks.Note("database", Start, Start.AddSeconds(25));

        Assert.Equal(TimeSpan.FromSeconds(10), Assert.Single(clocks.Readings).Sure);
    }

    [Fact]
    public void Note_ClockIsSetRight_IsBelievedWithinAMinute()
    {
        var clocks = new Clocks(_clock);
        clocks.Note("database", Start, Start.AddSeconds(10));
        _clock.Advance(TimeSpan.FromMinutes(1));

        clocks.Note("database", _clock.GetUtcNow(), _clock.GetUtcNow());

        Assert.Equal(TimeSpan.Zero, Assert.Single(clocks.Readings).Sure);
    }

    [Fact]
    public void Readings_OfWhoIsSilentForLong_AreGone()
    {
        var clocks = new Clocks(_clock);
        clocks.NoteDate("roster", Start, Start);

        _clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Empty(clocks.Readings);
    }
}
