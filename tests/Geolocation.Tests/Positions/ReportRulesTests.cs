using System.Text;
using CsCheck;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Geolocation.Positions;
using TaskForce.Type.V1;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;

namespace TaskForce.Geolocation.Tests.Positions;

public class ReportRulesTests
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);
    private static readonly Caller Field = new("field:de-falke-07", "DE", [Role.Field], "members/de-falke-07");
    private static readonly Caller Partner = new("partner.de", "DE", [Role.Partner], "");
    private static readonly Caller Service = new("service:roster", "", [Role.Service], "");

    public static TheoryData<string, string> Faults { get; } = new()
    {
        { """{}""", "subject location event_time" },
        { """{"subject":"members/abc","location":{},"eventTime":"2030-01-01T12:00:00Z"}""", "subject" },
        { """{"subject":"members/../abcd","location":{},"eventTime":"2030-01-01T12:00:00Z"}""", "subject" },
        { """{"subject":"members","location":{},"eventTime":"2030-01-01T12:00:00Z"}""", "subject" },
        { """{"subject":"members/abcd","location":{"latitude":90.01},"eventTime":"2030-01-01T12:00:00Z"}""", "latitude" },
        { """{"subject":"members/abcd","location":{"latitude":"NaN","longitude":"NaN"},"eventTime":"2030-01-01T12:00:00Z"}""", "latitude longitude" },
        { """{"subject":"members/abcd","location":{"longitude":-180.5},"eventTime":"2030-01-01T12:00:00Z"}""", "longitude" },
        { """{"subject":"members/abcd","location":{},"eventTime":"2030-01-01T12:00:00Z","accuracyMetres":-1}""", "accuracy_metres" },
        { """{"subject":"members/abcd","location":{},"eventTime":"2030-01-01T12:00:00Z","speedMps":"Infinity"}""", "speed_mps" },
        { """{"subject":"members/abcd","location":{},"eventTime":"2030-01-01T12:00:00Z","speedMps":"NaN","headingDegrees":361}""", "speed_mps heading_degrees" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void CheckValues_Faulty_IsOutOfRangeAndNamesEveryFault(string json, string faults)
    {
        var verdict = CheckValues(V1.PositionReport.Parser.ParseJson(json), Noon, Tolerance);

        Assert.Equal(Code.OutOfRange, verdict.Code);
        Assert.Equal(faults.Split(' ').Length, verdict.Text.Split(';').Length);
        Assert.All(faults.Split(' '), fault => Assert.Contains(fault, verdict.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void CheckValues_EventTimeIsNoTime_IsOutOfRange()
    {
        var report = Report("members/abcd", 0);
        report.EventTime = new Timestamp { Seconds = long.MaxValue, Nanos = -1 };

        Assert.Equal(Code.OutOfRange, CheckValues(report, Noon, Tolerance).Code);
    }

    [Theory]
    [InlineData(-1_000_000, false)]
    [InlineData(30, false)]
    [InlineData(30.001, true)]
    public void CheckValues_EventTime_IsRefusedBeyondTheTolerance(double seconds, bool refused) =>
        Assert.Equal(refused ? Code.InFuture : Code.Unspecified, CheckValues(Report("members/abcd", seconds), Noon, Tolerance).Code);

    [Fact]
    public void CheckValues_FaultyAndInTheFuture_IsOutOfRangeFirst() =>
        Assert.Equal(Code.OutOfRange, CheckValues(Report("members/abcd", 99, latitude: 91), Noon, Tolerance).Code);

    [Fact]
    public void CheckValues_EverythingAtItsLimit_IsAllowed()
    {
        var report = Report("vessels/x-ray-1/boats/dinghy", 30, -90, 180);
        (report.AccuracyMetres, report.SpeedMps, report.HeadingDegrees) = (0, 0, 360);

        Assert.False(CheckValues(report, Noon, Tolerance).IsRefusal);
    }

    /// <summary>The two ways to read a name agree, on names that are nearly right, too.</summary>
    [Fact]
    public void IsValid_OfBytes_IsThatOfTheText() => Gen.OneOf(Gen.String[Gen.Char["abz019-/AZ"], 0, 30], Gen.Select(
            Gen.String[Gen.Char["ab/Z-"], 1, 3], Gen.String[Gen.Char["abz09-/"], 1, 6], (collection, id) => $"members/{id}/{collection}/{id}b1")).Sample(name =>
        SubjectName.IsValid(name) == SubjectName.IsValid(Encoding.UTF8.GetBytes(name)));

    [Theory]
    [InlineData("members/de-falke-07", null, true)]
    [InlineData("members/de-falke-07", "DE", true)]
    [InlineData("members/de-falke-08", "DE", false)]
    [InlineData("assets/de-boat-1", "DE", false)]
    public void CheckOwner_FieldUnit_ReportsItsOwnMemberOnly(string subject, string? owner, bool allowed) =>
        Check(Field, subject, owner, allowed ? "DE" : null);

    [Theory]
    [InlineData("assets/de-boat-1", null, true)]
    [InlineData("assets/de-boat-1", "DE", true)]
    [InlineData("assets/de-boat-1", "MA", false)]
    [InlineData("members/de-falke-07", "DE", false)]
    [InlineData("members/de-falke-07", null, false)]
    public void CheckOwner_Partner_ReportsWhatIsNewOrItsNations(string subject, string? owner, bool allowed) =>
        Check(Partner, subject, owner, allowed ? "DE" : null);

    [Theory]
    [InlineData("members/ma-atlas-12", "MA", "MA")]
    [InlineData("assets/ma-boat-1", "MA", "MA")]
    [InlineData("assets/ma-boat-1", null, null)]
    public void CheckOwner_Service_ReportsForTheOwnerThatIsKnown(string subject, string? owner, string? nation) =>
        Check(Service, subject, owner, nation);

    [Fact]
    public void CheckOwner_ServiceOfANation_ReportsWhatIsNewForIt() => Check(Service with { Nation = "MA" }, "assets/new-boat", null, "MA");

    [Fact]
    public void CheckOwner_TokenWithoutANation_OwnsNothing()
    {
        Check(Field with { Nation = "" }, "members/de-falke-07", null, null);
        Check(Partner with { Nation = "" }, "assets/new-boat", null, null);
    }

    private static void Check(Caller caller, string subject, string? owner, string? nation)
    {
        var verdict = ReportRules.CheckOwner(new(caller), Encoding.UTF8.GetBytes(subject), owner);

        Assert.Equal(nation is null ? Code.NotYours : Code.Unspecified, verdict.Code);
        Assert.Equal(nation, verdict.IsRefusal ? null : verdict.Text);
    }

    private static Verdict CheckValues(V1.PositionReport report, DateTimeOffset now, TimeSpan tolerance) =>
        ReportRules.CheckValues(RawReport.Of(report), Encoding.UTF8.GetBytes(report.Subject), now.UtcTicks, tolerance);
}
