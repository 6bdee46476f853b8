using System.Text;
using Google.Rpc;
using Grpc.Core;
using TaskForce.Partners.Cap;
using static TaskForce.Partners.Tests.PartnersApp;

namespace TaskForce.Partners.Tests.Cap;

public sealed class CapFaultsTests
{
    private static readonly CapText Alert = new();

    [Fact]
    public async Task Document_WithManyFaults_NamesEachWithItsLine()
    {
        await using var world = new CapWorld();
        const string Faulty = """
            <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
            <identifier>port 1</identifier>
            <sent>2030-03-01T06:00:00Z</sent>
            <sender>harbour</sender>
            <status>Real</status>
            <msgType>Update</msgType>
            <scope>Private</scope>
            <info><category>Crime</category><event> </event>
            <urgency>Immediate</urgency><certainty>Observed</certainty>
            <area><areaDesc>Port</areaDesc>
            <polygon>1,1 2,2 3,3</polygon>
            <circle>95,1 2</circle></area>
            <mood>bad</mood></info>
            </alert>
            """;

        var refusal = await Refused(StatusCode.InvalidArgument, "CAP_INVALID", world.Send(Faulty));

        var faults = refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(fault => $"{fault.Field} {fault.Description}").ToList();
        string[] places =
        [
            "alert/identifier (line 2)", "alert/sent (line 3)", "alert/sender (line 4)", "alert/status (line 5)", "alert (line 1)", "alert (line 1)", "alert/info/category (line 8)",
            "alert/info/event (line 8)", "alert/info (line 8)", "alert/info/area/polygon (line 11)", "alert/info/area/circle (line 12)", "alert/info/mood (line 13)",
        ];
        foreach (var place in places)
        {
            Assert.Contains(faults, fault => fault.StartsWith(place.Split(' ')[0], StringComparison.Ordinal) && fault.EndsWith(place[place.IndexOf('(')..], StringComparison.Ordinal));
        }

        Assert.Equal(places.Length, faults.Count);
        Assert.Empty(await world.ListAsync());
    }

    [Fact]
    public async Task Document_ThatNamesTooManyMessagesOrCorners_IsRefused()
    {
        await using var world = new CapWorld();
        var many = (Alert.Later(2) with
        {
            References = string.Join(' ', Enumerable.Range(0, 101).Select(i => $"a,{i},2030-03-01T06:00:00+01:00")),
            Area = $"<polygon>{string.Join(' ', Enumerable.Range(0, 5000).Select(i => $"35.{i:0000},-5"))} 35.0000,-5</polygon>",
        }).ToString();

        var refusal = await Refused(StatusCode.InvalidArgument, "CAP_INVALID", world.Send(many));

        Assert.Contains("at most 100 messages, not 101", refusal.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("at most 5000 corners", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!DOCTYPE alert [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>&b;</identifier></alert>", "document type")]
    [InlineData("<!DOCTYPE alert [<!ENTITY file SYSTEM \"file:///etc/passwd\">]><alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>&file;</identifier></alert>", "document type")]
    [InlineData("<!DOCTYPE alert SYSTEM \"http://127.0.0.1/alert.dtd\"><alert/>", "document type")]
    [InlineData("<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>&unknown;</identifier></alert>", "well-formed")]
    [InlineData("<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.1\"/>", "namespace")]
    [InlineData("<alert><identifier>", "well-formed")]
    [InlineData("{\"alert\": 1}", "well-formed")]
    [InlineData("", "empty")]
    public void Attack_OrNoAlert_IsRefusedByName(string document, string why)
    {
        var refusal = Assert.Throws<DomainException>(() => CapParser.Parse(Encoding.UTF8.GetBytes(document)));

        Assert.Equal("CAP_INVALID", refusal.Reason);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Document_TooDeepTooLargeOrOfTooManyParts_IsRefused()
    {
        string[] bombs =
        [
            string.Concat(Enumerable.Repeat("<a>", 100_000 / 3)),
            $"<alert>{new string(' ', CapReader.MostBytes)}</alert>",
            $"<alert>{string.Concat(Enumerable.Repeat("<a/>", 25_000))}</alert>",
            $"<alert {string.Concat(Enumerable.Range(0, 100).Select(number => $"a{number}='' "))}/>",
        ];

        Assert.All(bombs, bomb => Assert.Equal("CAP_INVALID", Assert.Throws<DomainException>(() => CapParser.Parse(Encoding.UTF8.GetBytes(bomb))).Reason));
    }

    [Fact]
    public void AnyBytes_AreReadOrRefused_AndNothingElse()
    {
        var (random, sound) = (new Random(7), Encoding.UTF8.GetBytes(Alert.ToString()));
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
                CapParser.Parse(bytes);
                read++;
            }
            catch (DomainException refusal)
            {
                Assert.Equal("CAP_INVALID", refusal.Reason);
            }
        }

        Assert.InRange(read, 1, 2999);
    }

    [Fact]
    public async Task Place_ThatNobodyKnows_AndNationThatIsNotSaid_AreNamed()
    {
        await using var world = new CapWorld();
        var nowhere = Alert with { Area = "<geocode><valueName>SAME</valueName><value>000001</value></geocode>" };

        var refusal = await Refused(StatusCode.InvalidArgument, "CAP_INVALID", world.Send(nowhere.ToString()));

        Assert.Contains("an area with a polygon, a circle or a geocode", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scope_ThatIsNotPublic_IsRefusedUnlessTheDeploymentTakesIt()
    {
        await using var world = new CapWorld();

        await Refused(StatusCode.FailedPrecondition, "CAP_SCOPE_REFUSED", world.Send((Alert with { Scope = "<scope>Restricted</scope><restriction>Police only</restriction>" }).ToString()));

        Assert.Empty(await world.ListAsync());
    }
}
