using TaskForce.Geolocation.Positions.States;
using static TaskForce.Geolocation.Tests.Positions.States.Track;
using Source = TaskForce.Geolocation.V1.PositionReport.Types.Source;

namespace TaskForce.Geolocation.Tests.Positions.States;

public class StateBookTests
{
    private readonly StateBook _book = new(new());

    [Fact]
    public void TakeSilences_NothingIsHeard_TellsEachSubjectOnceAfterItsSourcesTime()
    {
        Take(0, 0);
        Take(1, 0, Source.Manual);
        Take(2, 5);

        Assert.Equal([0, 2], SilencesAt(120, 121, 125, 126, 300));
        Assert.Equal([1], SilencesAt(3600, 3601, 9000));
    }

    [Fact]
    public void TakeSilences_HeardAgain_IsAnotherSilence()
    {
        Take(0, 0);
        Assert.Equal([0], SilencesAt(200));

        Take(0, 300);

        Assert.Equal([0], SilencesAt(301, 420, 421, 9000));
        Assert.Equal(2, _book.Silences.Count);
    }

    [Fact]
    public void TakeSilences_HeardAllTheTime_TellsNone()
    {
        for (var second = 0; second <= 3600; second += 60)
        {
            Take(0, second);
            Assert.Empty(SilencesAt(second + 59));
        }
    }

    [Fact]
    public void TakeSilences_NewestIsOldWhenItComes_IsNoNews()
    {
        Take(0, 0);
        Assert.Equal([0], SilencesAt(600));

        Take(0, 60);

        Assert.Empty(SilencesAt(601, 9000));
        Assert.True(_book.Silences.IsSilent(_book.Find(0)!.Newest, TicksAt(601)));
    }

    [Fact]
    public void TakeSilences_SourceWithLessPatienceTakesOver_IsTakenAtItsTime()
    {
        Take(0, 0, Source.Manual);
        Take(0, 10);

        Assert.Equal([0], SilencesAt(131));
    }

    [Fact]
    public void TakeSilences_LateReport_DoesNotPutOff()
    {
        Take(0, 100);
        Take(0, 50);

        Assert.Equal([0], SilencesAt(221));
    }

    [Fact]
    public void Take_LateReportThatChangesWhatIsKnown_SaysSo()
    {
        Take(0, 0);
        Take(0, 20, east: 9000);
        Assert.False(_book.Find(0)!.Standing.IsPlausible);

        Take(0, 19, east: 8900);
        Assert.Equal(0, _book.ChangedBy(0));
        var bridge = Take(0, 18, east: 8800);

        Assert.True(_book.Find(0)!.Standing.IsPlausible);
        Assert.Equal(bridge, _book.ChangedBy(0));
    }

    private long Take(int subject, double second, Source source = Source.Gnss, double east = 0)
    {
        var fix = At(second, east, source: source) with { Subject = subject };
        _book.Take(fix, out _);
        return fix.Sequence;
    }

    private IEnumerable<int> SilencesAt(params double[] seconds) =>
        [.. seconds.SelectMany(second => _book.TakeSilences(TicksAt(second)))];

    private static long TicksAt(double second) => GeolocationApp.Noon.AddSeconds(second).UtcTicks;
}
