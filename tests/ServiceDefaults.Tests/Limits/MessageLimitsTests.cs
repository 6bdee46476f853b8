using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Roster.V1;
using TaskForce.ServiceDefaults.Limits;
using TaskForce.Tasking.V1;

namespace TaskForce.ServiceDefaults.Tests.Limits;

public class MessageLimitsTests
{
    [Fact]
    public void Check_WhatPeopleSend_IsRight() => Assert.Empty(Found(new CreateMemberRequest
    {
        Member = new() { CallSign = "صقر 07\tline\r\n\U0001F46E", Languages = { "ar", "de" }, Qualifications = { new Qualification { Validity = new() { EndTime = new() { Seconds = 253_402_300_799 } } } } },
    }));

    [Theory]
    [InlineData(20_000, 0)]
    [InlineData(20_001, 1)]
    public void Check_Text_HasTheUsualLimit(int length, int violations) => Assert.Equal(violations, Found(new GetMemberRequest { Name = new('x', length) }).Count);

    [Fact]
    public void Check_TextWithALimitOfItsOwn_HasThatOne() => Assert.Empty(Found(new ImportMembersRequest { Csv = new('x', 1_000_000) }));

    [Theory]
    [InlineData("\0")]
    [InlineData("\u001b[2J")]
    [InlineData("\u007f")]
    [InlineData("\u0085")]
    public void Check_ControlCharacters_AreRefused(string text) =>
        Assert.Equal("hotspot.description", Assert.Single(Found(new CreateHotspotRequest { Hotspot = new() { Description = "a" + text } })).Field);

    [Fact]
    public void Check_LongList_IsRefusedByItsLengthAlone() =>
        Assert.Equal("member.languages", Assert.Single(Found(new CreateMemberRequest { Member = new() { Languages = { Enumerable.Repeat("\0", 10_001) } } })).Field);

    [Theory]
    [InlineData(20_000, 0)]
    [InlineData(20_001, 1)]
    public void Check_ListWithALimitOfItsOwn_HasThatOne(int origins, int violations) => Assert.Equal(
        violations, Found(new Geolocation.V1.EstimateArrivalsRequest { Origins = { Enumerable.Repeat(new Geolocation.V1.EstimateArrivalsRequest.Types.Origin(), origins) } }).Count);

    [Fact]
    public void Check_ItemOfAList_IsNamedByItsPlace() => Assert.Equal(
        "member.qualifications[1].skill",
        Assert.Single(Found(new CreateMemberRequest { Member = new() { Qualifications = { new Qualification(), new Qualification { Skill = "\0" } } } })).Field);

    [Theory]
    [InlineData(-62_135_596_801, 0)]
    [InlineData(253_402_300_800, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 1_000_000_000)]
    public void Check_TimeThatIsNone_IsRefused(long seconds, int nanos) =>
        Assert.Single(Found(new CreateMemberRequest { Member = new() { Qualifications = { new Qualification { Validity = new() { EndTime = new() { Seconds = seconds, Nanos = nanos } } } } } }));

    [Theory]
    [InlineData(long.MaxValue, 0)]
    [InlineData(1, -1)]
    [InlineData(0, int.MinValue)]
    public void Check_DurationThatIsNone_IsRefused(long seconds, int nanos) =>
        Assert.Single(Found(new ReserveTeamRequest { Lease = new Duration { Seconds = seconds, Nanos = nanos } }));

    [Fact]
    public void Check_ManyFaults_AreNotAllTold() =>
        Assert.InRange(Found(new CreateMemberRequest { Member = new() { Languages = { Enumerable.Repeat("\0", 5000) } } }).Count, 1, 30);

    private static IReadOnlyList<Violation> Found(IMessage message)
    {
        var violations = new Violations();
        MessageLimits.Check(message, violations);
        return violations.Found;
    }
}
