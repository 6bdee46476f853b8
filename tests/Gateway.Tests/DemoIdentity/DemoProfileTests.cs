using TaskForce.Gateway.DemoIdentity;

namespace TaskForce.Gateway.Tests.DemoIdentity;

public class DemoProfileTests
{
    private static readonly string[] Nations = ["DE", "MA"];

    [Theory]
    [InlineData("dispatcher.de", "dispatcher", "DE", "", 12)]
    [InlineData("commander.ma", "commander", "MA", "", 12)]
    [InlineData("auditor.ma", "auditor", "MA", "", 12)]
    [InlineData("partner.demo", "partner", "DE", "", 12)]
    [InlineData("field:ma-atlas-12", "field", "MA", "members/ma-atlas-12", 12)]
    [InlineData("service:tasking", "service", "", "", 1)]
    public void Find_ProfileThatThereIs_IsThatPerson(string id, string role, string nation, string member, int hours)
    {
        var profile = DemoProfile.Find(id, Nations);

        Assert.Equal(new DemoProfile(id, role, nation, member), profile);
        Assert.Equal(TimeSpan.FromHours(hours), profile!.Lifetime);
    }

    [Theory]
    [InlineData("")]
    [InlineData("dispatcher.fr")]
    [InlineData("admin.de")]
    [InlineData("field:fr-coq-01")]
    [InlineData("field:falke")]
    [InlineData("field:de-falke/../x")]
    [InlineData("service:weather")]
    public void Find_ProfileThatThereIsNot_IsNobody(string id) => Assert.Null(DemoProfile.Find(id, Nations));

    [Fact]
    public void Find_NationOfTheConfiguration_HasPeople() => Assert.Equal("FR", DemoProfile.Find("dispatcher.fr", ["FR"])!.Nation);
}
