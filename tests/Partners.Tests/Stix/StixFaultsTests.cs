using System.Text;
using System.Text.Json.Nodes;
using TaskForce.Partners.Stix;
using static TaskForce.Partners.Tests.Stix.StixText;

namespace TaskForce.Partners.Tests.Stix;

public sealed class StixFaultsTests
{
    private static readonly StixOptions Options = new();

    [Fact]
    public void Bundle_WithManyFaults_NamesEach()
    {
        var bundle = Bundle(
            Ransomware().With("name", " ").With("modified", "yesterday").With("spec_version", "2.0"),
            Beacon().With("pattern", null).With("valid_until", "2029-01-01T00:00:00Z").With("object_marking_refs", new JsonArray("red")),
            Tie("somebody", Incident),
            Report(Green).With("object_refs", new JsonArray()),
            Object("location", "location--80000000-0000-4000-8000-000000000001", Green, 0, new() { ["latitude"] = 91 }),
            new() { ["type"] = "Incident", ["id"] = "1" });

        var refusal = Assert.Throws<DomainException>(() => Parse(bundle));

        Assert.Equal("STIX_INVALID", refusal.Reason);
        Assert.Equal(
            [
                "objects[0].spec_version", "objects[0].modified", "objects[0].name",
                "objects[1].object_marking_refs", "objects[1].pattern", "objects[1].valid_until",
                "objects[2].source_ref",
                "objects[3].object_refs", "objects[3].object_refs",
                "objects[4].latitude", "objects[4].latitude",
                "objects[5].type",
            ],
            refusal.Violations.Select(fault => fault.Field));
    }

    [Fact]
    public void Extension_OfAnIncident_IsCheckedToo()
    {
        var incident = Ransomware();
        incident["extensions"]![Core]!["determination"] = "guessed";
        incident["extensions"]![Core]!["criticality"] = 101;

        var refusal = Assert.Throws<DomainException>(() => Parse(Bundle(incident)));

        Assert.Equal([$"objects[0].extensions.{Core}.determination", $"objects[0].extensions.{Core}.criticality"], refusal.Violations.Select(fault => fault.Field));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("<bundle/>", "JSON")]
    [InlineData("{\"type\":\"bundle\",\"type\":\"bundle\"}", "no property twice")]
    [InlineData("{\"type\":\"bundle\",\"id\":\"\\ud800\"}", "whole letters")]
    [InlineData("{\"\\ud800\":1}", "no whole letters")]
    [InlineData("{\"type\":\"bundle\",\"name\":\"a\\u0007\"}", "control characters")]
    [InlineData("[]", "document.type")]
    [InlineData("{\"type\":\"bundle\",\"id\":\"bundle--40000000-0000-4000-8000-000000000001\"}", "1 to 1000 objects")]
    public void Document_ThatIsNone_IsRefusedByName(string document, string why)
    {
        var refusal = Assert.Throws<DomainException>(() => Parse(document));

        Assert.Equal("STIX_INVALID", refusal.Reason);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Document_TooLargeTooDeepOrOfTooManyParts_IsRefused()
    {
        string[] bombs =
        [
            string.Concat(Enumerable.Repeat("[", 100_000)),
            $"{{\"type\":\"{new string('x', StixReader.MostBytes)}\"}}",
            $"{{\"type\":\"bundle\",\"x\":[{string.Join(',', Enumerable.Repeat("1", 200_000))}]}}",
            Bundle(Ransomware().With("description", new string('x', 20_001))),
            Bundle([.. Enumerable.Range(0, StixReader.MostObjects + 1).Select(number => Tie(Incident, Indicator, number: number))]),
        ];

        Assert.All(bombs, bomb => Assert.Equal("STIX_INVALID", Assert.Throws<DomainException>(() => Parse(bomb)).Reason));
    }

    [Theory]
    [InlineData("object_marking_refs", $"\"{Red}\"")]
    [InlineData("object_marking_refs", "null")]
    [InlineData("object_marking_refs", "[]")]
    [InlineData("object_marking_refs", $"[[\"{Red}\"]]")]
    [InlineData("granular_markings", $"{{\"marking_ref\":\"{Red}\",\"selectors\":[\"name\"]}}")]
    [InlineData("granular_markings", $"[\"{Red}\"]")]
    [InlineData("granular_markings", $"[{{\"marking_ref\":[\"{Red}\"],\"selectors\":[\"name\"]}}]")]
    [InlineData("granular_markings", $"[{{\"marking_refs\":\"{Red}\",\"selectors\":[\"name\"]}}]")]
    public void Marking_ThatIsWrittenInAnotherWay_IsRefusedByName(string name, string marking)
    {
        var refusal = Assert.Throws<DomainException>(() => Parse(Bundle(Ransomware("")).Replace("\"spec_version\"", $"\"{name}\":{marking},\"spec_version\"", StringComparison.Ordinal)));

        Assert.Equal([$"objects[0].{name}"], refusal.Violations.Select(fault => fault.Field));
    }

    [Fact]
    public void List_OfTooManyIds_IsRefused()
    {
        var refusal = Assert.Throws<DomainException>(() => Parse(Bundle(Report(Green, [.. Enumerable.Repeat(Incident, StixReader.MostObjects + 1)]))));

        Assert.Equal(["objects[0].object_refs"], refusal.Violations.Select(fault => fault.Field));
    }

    [Fact]
    public void Name_ThatIsUnsound_IsOneFault_WhateverIsBelowIt()
    {
        var name = new string('n', 900_000);

        var refusal = Assert.Throws<DomainException>(() => Parse($$$"""{"type":"bundle","a":[{"{{{name}}}":{"b":["\u0007","\u0007"]}},"\u0007"]}"""));

        Assert.Equal(["document.a[0]", "document.a[1]"], refusal.Violations.Select(fault => fault.Field));
    }

    [Fact]
    public void Bundle_AboutTooManyCases_IsRefused()
    {
        var many = StixParser.Parse(Encoding.UTF8.GetBytes(Bundle([.. Enumerable.Range(0, StixCases.MostCases + 1).Select(number => Beacon(id: $"indicator--20000000-0000-4000-8000-{number:000000000000}"))])), Options);

        var refusal = Assert.Throws<DomainException>(() => StixCases.Of(many, []));

        Assert.Contains("more than 50 cases", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyBytes_AreReadOrRefused_AndNothingElse()
    {
        var (random, sound) = (new Random(7), Encoding.UTF8.GetBytes(Bundle(Ransomware(), Beacon(), Centre(), Tie(Indicator, Incident), Report(Green, Incident))));
        var read = 0;
        for (var round = 0; round < 3000; round++)
        {
            var bytes = sound.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                StixCases.Of(StixParser.Parse(bytes, Options), []);
                read++;
            }
            catch (DomainException refusal)
            {
                Assert.Equal("STIX_INVALID", refusal.Reason);
            }
        }

        Assert.InRange(read, 1, 2999);
    }

    [Theory]
    [InlineData("2030-03-01T06:00:00Z", true)]
    [InlineData("2030-03-01T06:00:00.123456789Z", true)]
    [InlineData("2030-03-01T06:00:00+01:00", false)]
    [InlineData("2030-03-01T06:00:00", false)]
    [InlineData("2030-02-30T06:00:00Z", false)]
    public void Time_IsReadAsStixHasIt(string text, bool isRight) => Assert.Equal(isRight, StixObject.Time(text) is not null);

    private static StixBundle Parse(string document) => StixParser.Parse(Encoding.UTF8.GetBytes(document), Options);
}
