using Google.Protobuf;
using TaskForce.Roster.V1;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.V1;

namespace TaskForce.ServiceDefaults.Tests.Relay;

/// <summary>What of an event the broker is told, which everybody behind it may read.</summary>
public sealed class RelayFeedTests
{
    private static readonly ReleaseContract Contract = new();

    [Theory]
    [InlineData("tasking.v1.HotspotService.WatchHotspots", true)]
    [InlineData("tasking.v1.MissionService.WatchMissions", true)]
    [InlineData("tasking.v1.OperationService.WatchOperations", true)]
    [InlineData("tasking.v1.AlertService.WatchAlerts", true)]
    [InlineData("roster.v1.FormationService.WatchTeams", true)]
    [InlineData("roster.v1.SupportService.WatchSupportRequests", true)]
    // Its name is released by rule.
    [InlineData("roster.v1.MemberService.WatchMembers", false)]
    // Its name has the member's in it.
    [InlineData("tasking.v1.FieldService.ReceiveOrders", false)]
    // What happened to it is its owner's alone.
    [InlineData("roster.v1.DeviceService.WatchDevices", false)]
    // Others than the two nations do not see that there is one.
    [InlineData("roster.v1.ReleaseRuleService.WatchReleaseRules", false)]
    // Who may know of one is decided for each: where somebody is disclosed.
    [InlineData("geolocation.v1.GeofenceService.WatchGeofenceEvents", false)]
    public void IsOpen_OfAWatch_FollowsTheContract(string watch, bool isOpen) =>
        Assert.Equal(isOpen, new RelayFeed("service", "feed", $"taskforce.{watch}", Contract).IsOpen);

    [Fact]
    public void Read_MemberWhoseNameIsNotOpen_TellsTheNationAndThatSomethingChanged()
    {
        var feed = new RelayFeed("roster", "members", "taskforce.roster.v1.MemberService.WatchMembers", Contract);
        var change = new MemberEvent
        {
            Time = new(),
            Type = MemberEvent.Types.Type.DutyChanged,
            Actor = "dispatcher.de",
            Member = new() { Name = "members/de-falke-07", CallSign = "Falke 7", Nation = "DE" },
        };

        var told = feed.Read(Row("members", "members/de-falke-07", change), out var data);

        Assert.Equal(("roster-7", "dev.taskforce.member.changed", "", "members/DE"), (told.Id, told.Type, told.Subject, told.PartitionKey));
        Assert.Equal("""{"feed":"members","name":"","nations":["DE"],"sequence":"7","type":"","withheldFields":["name","type"]}""", data);
    }

    [Fact]
    public void Read_MissionEvent_TellsNothingOfWhatTheMissionSays()
    {
        var feed = new RelayFeed("tasking", "missions", "taskforce.tasking.v1.MissionService.WatchMissions", Contract);
        var change = new MissionEvent
        {
            Time = new(),
            Type = MissionEvent.Types.Type.TeamAssigned,
            Actor = "commander.ma",
            Mission = new() { Name = "missions/one", Title = "Harbour at night" },
        };

        var told = feed.Read(Row("missions", "missions/one", change), out var data);

        Assert.Equal(("dev.taskforce.mission.team_assigned", "missions/one"), (told.Type, told.Subject));
        Assert.Equal("""{"feed":"missions","name":"missions/one","nations":[],"sequence":"7","type":"TEAM_ASSIGNED","withheldFields":[]}""", data);
    }

    [Theory]
    [InlineData("taskforce.tasking.v1.HotspotService.GetHotspot")]
    [InlineData("taskforce.tasking.v1.HotspotService.WatchNothing")]
    public void New_WhatIsNoWatch_IsRefused(string method) =>
        Assert.Throws<InvalidOperationException>(() => new RelayFeed("tasking", "hotspots", method, Contract));

    private static EventRow Row(string topic, string resource, IMessage change) =>
        new() { Sequence = 7, Topic = topic, Resource = resource, Time = 0, Payload = change.ToByteArray() };
}
