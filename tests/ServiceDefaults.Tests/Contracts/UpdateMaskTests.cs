using Google.Protobuf.WellKnownTypes;
using TaskForce.Roster.V1;

namespace TaskForce.ServiceDefaults.Tests.Contracts;

public class UpdateMaskTests
{
    private static readonly Member Current = new() { Name = "members/de-falke-07", Nation = "DE", CallSign = "Falke 07", Agency = "Border", Team = "teams/tiger", Languages = { "de", "en" } };

    [Fact]
    public void Apply_NoMask_ChangesEveryFieldThatIsSet()
    {
        var merged = UpdateMask.Apply(Current, new() { CallSign = "Falke 08", Languages = { "fr" } }, null, "member");

        Assert.Equal(("Falke 08", "Border", "fr"), (merged.CallSign, merged.Agency, Assert.Single(merged.Languages)));
    }

    [Fact]
    public void Apply_Star_ReplacesEveryWritableField()
    {
        var merged = UpdateMask.Apply(Current, new() { CallSign = "Falke 08" }, new() { Paths = { "*" } }, "member");

        Assert.Equal(("Falke 08", "", "DE", "teams/tiger"), (merged.CallSign, merged.Agency, merged.Nation, merged.Team));
    }

    [Fact]
    public void Apply_NamedFieldThatIsNotSet_ClearsIt() =>
        Assert.Empty(UpdateMask.Apply(Current, new(), new() { Paths = { "languages" } }, "member").Languages);

    [Fact]
    public void Apply_UnknownOutputOnlyAndImmutablePaths_NamesThemAll()
    {
        var refusal = Assert.Throws<DomainException>(() =>
            UpdateMask.Apply(Current, new() { Nation = "MA" }, new() { Paths = { "nickname", "team", "nation", "call_sign" } }, "member"));

        Assert.Equal(3, refusal.Violations.Count);
    }

    [Fact]
    public void Apply_ImmutableFieldAsItIs_IsAllowed() =>
        Assert.Equal("Falke 08", UpdateMask.Apply(Current, new() { Nation = "DE", CallSign = "Falke 08" }, new() { Paths = { "nation", "call_sign" } }, "member").CallSign);
}
