using TaskForce.ServiceDefaults.Features;

namespace TaskForce.ServiceDefaults.Tests.Features;

public class FeatureQuestionTests
{
    [Theory]
    [InlineData("-6,35,-5,36", 35.9, -5.5, true)]
    [InlineData("-6,35,-5,36", 36.1, -5.5, false)]
    [InlineData("-6,35,0,-5,36,100", 35.9, -5.5, true)]
    [InlineData("170,-10,-170,10", 0, 175, true)]
    [InlineData("170,-10,-170,10", 0, -175, true)]
    [InlineData("170,-10,-170,10", 0, 0, false)]
    public void Box_HoldsAPoint_AlsoAcrossTheAntimeridian(string bbox, double latitude, double longitude, bool holds) =>
        Assert.Equal(holds, FeatureQuestion.Read(bbox, "", 0).Box!.Value.Holds(latitude, longitude));

    [Theory]
    [InlineData("2030-01-01T00:00:00Z", true)]
    [InlineData("2030-01-01T12:00:00+01:00/2030-01-02T00:00:00Z", true)]
    [InlineData("../2029-12-31T00:00:00Z", false)]
    [InlineData("2030-02-01T00:00:00Z/..", false)]
    [InlineData("/2030-01-01T12:00:00Z", true)]
    [InlineData("2030-01-01T00:00:00Z/", true)]
    public void Time_MeetsADay(string datetime, bool meets)
    {
        var day = new FeatureTime(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2030, 1, 1, 23, 59, 59, TimeSpan.Zero));

        Assert.Equal(meets, FeatureQuestion.Read("", datetime, 0).Time.Meets(day));
    }

    [Theory]
    [InlineData("1,2,3", "", 0, "bbox")]
    [InlineData("1,2,3,x", "", 0, "bbox")]
    [InlineData("1,9,3,2", "", 0, "bbox")]
    [InlineData("1,2,3,NaN", "", 0, "bbox")]
    [InlineData("-181,2,3,4", "", 0, "bbox")]
    [InlineData("", "yesterday", 0, "datetime")]
    [InlineData("", "../..", 0, "datetime")]
    [InlineData("", "2030-01-02T00:00:00Z/2030-01-01T00:00:00Z", 0, "datetime")]
    [InlineData("", "2030-01-02T00:00:00Z/2030-01-03T00:00:00Z/..", 0, "datetime")]
    [InlineData("", "", -1, "limit")]
    public void Read_FaultyParameter_NamesIt(string bbox, string datetime, int limit, string faulty) =>
        Assert.Equal([faulty], Assert.Throws<DomainException>(() => FeatureQuestion.Read(bbox, datetime, limit)).Violations.Select(violation => violation.Field));

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(7, 7)]
    [InlineData(50_000, 10_000)]
    public void Read_Limit_HasAUsualAndAMost(int asked, int limit) => Assert.Equal(limit, FeatureQuestion.Read("", "", asked).Limit);
}
