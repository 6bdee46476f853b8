using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TaskForce.Cli.Tests.Gateway;

namespace TaskForce.Cli.Tests;

public sealed class CommandTests : IAsyncLifetime
{
    private static readonly string[] Report = ["hotspot", "report", "--kind", "human-trafficking", "--severity", "high", "--place", "ma-tanger-med"];

    private readonly FakeGateway _gateway = new();

    public ValueTask InitializeAsync() => _gateway.InitializeAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task HotspotReport_GazetteerPlace_SendsItWithItsNationAndARequestId()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync([.. Report, "--radius", "800", "--description", "a", "--source", "b"]);

        var (profile, request) = Assert.Single(_gateway.Changes);
        var hotspot = Assert.IsType<Tasking.V1.CreateHotspotRequest>(request).Hotspot;
        Assert.Equal((0, "dispatcher.de"), (run.Code, profile));
        Assert.True(Guid.TryParse(((Tasking.V1.CreateHotspotRequest)request).RequestId, out _));
        Assert.Equal(("MA", "ma-tanger-med", 35.89, 800.0, "a", "b"),
            (hotspot.HostNation, hotspot.Place.PlaceId, hotspot.Place.Location.Latitude, hotspot.RadiusMetres, hotspot.Description, hotspot.Source));
        Assert.Contains("taskforce team propose h1", run.Out, StringComparison.Ordinal);
        Assert.Contains("Acting as dispatcher.de", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HotspotReport_Point_NeedsAHostNation()
    {
        using var cli = new Cli(_gateway);
        string[] point = ["hotspot", "report", "--kind", "smuggling", "--severity", "low", "--place", "48.5,7.8"];

        var without = await cli.RunAsync(point);
        var with = await cli.RunAsync([.. point, "--host-nation", "DE"]);

        Assert.Equal((2, 0), (without.Code, with.Code));
        Assert.Contains("--host-nation", without.Errors, StringComparison.Ordinal);
        Assert.Equal(48.5, Assert.Single(_gateway.Hotspots.Values).Place.Location.Latitude);
    }

    [Theory]
    [InlineData("hotspot", "report", "--kind", "nonsense", "--severity", "high", "--place", "ma-fes")]
    [InlineData("hotspot", "report", "--severity", "high", "--place", "ma-fes")]
    [InlineData("hotspot", "get")]
    [InlineData("mission", "get", "hotspots/h1")]
    [InlineData("hotspot", "list", "--limit", "0")]
    [InlineData("hotspot", "list", "--gateway", "nonsense")]
    [InlineData("mission", "create", "h1", "--team", "0")]
    [InlineData("mission", "reject", "m1")]
    [InlineData("field", "run", "--journey", "soon", "--as", "x")]
    [InlineData("field", "run")]
    [InlineData("member", "import", "no-such-file.csv")]
    [InlineData("member", "outlook", "x", "--from", "soon")]
    [InlineData("member", "record-duty", "x", "--from", "2030-03-01T06:00Z")]
    [InlineData("login")]
    [InlineData("nonsense")]
    public async Task CommandLine_MakesNoSense_IsAUsageErrorAndCallsNobody(params string[] arguments)
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync(arguments);

        Assert.Equal((2, 0), (run.Code, _gateway.Changes.Count));
        Assert.NotEmpty(run.Errors);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HotspotReport_UnknownPlace_SuggestsTheClosest()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync("hotspot", "report", "--kind", "smuggling", "--severity", "low", "--place", "tanger-med");

        Assert.Equal(2, run.Code);
        Assert.Contains("ma-tanger-med", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_Refused_NamesEveryViolationAndTheReason()
    {
        using var cli = new Cli(_gateway);
        _gateway.Refusals[typeof(Tasking.V1.CreateHotspotRequest)] = new Google.Rpc.Status
        {
            Code = (int)Code.InvalidArgument,
            Message = "hotspot.radius_metres is too large; hotspot.source is too long.",
            Details =
            {
                Any.Pack(new ErrorInfo { Reason = "INVALID_FIELDS" }),
                Any.Pack(new BadRequest
                {
                    FieldViolations =
                    {
                        new BadRequest.Types.FieldViolation { Field = "hotspot.radius_metres", Description = "is too large" },
                        new BadRequest.Types.FieldViolation { Field = "hotspot.source", Description = "is too long" },
                    },
                }),
            },
        }.ToRpcException();

        var run = await cli.RunAsync([.. Report, "--as", "dispatcher.ma"]);

        Assert.Equal((1, ""), (run.Code, run.Out));
        Assert.Equal(["The request is not valid: INVALID_FIELDS", "hotspot.radius_metres is too large", "hotspot.source is too long"],
            run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task Command_ServiceBehindTheGatewayIsDown_IsRefusedNotUnreachable()
    {
        using var cli = new Cli(_gateway);
        _gateway.Refusals[typeof(Tasking.V1.CreateHotspotRequest)] = new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "The tasking service does not answer."));

        var run = await cli.RunAsync(Report);

        Assert.Equal(1, run.Code);
        Assert.Contains("The tasking service does not answer.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_NothingListens_SaysHowToStart()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync("hotspot", "list", "--gateway", "http://127.0.0.1:9", "--as", "dispatcher.de");

        Assert.Equal((3, ""), (run.Code, run.Out));
        Assert.Equal("The gateway at http://127.0.0.1:9/ does not answer. Start everything with make run.", run.Errors.Trim());
    }

    [Fact]
    public async Task Command_IssuerDoesNotAnswer_SaysHowToStart()
    {
        using var cli = new Cli(_gateway) { Environment = { ["TASKFORCE_ISSUER"] = "http://127.0.0.1:9/demo" } };

        var run = await cli.RunAsync("hotspot", "list", "--as", "dispatcher.de");

        Assert.Equal(3, run.Code);
        Assert.StartsWith("The issuer at http://127.0.0.1:9/demo does not answer.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HotspotList_Json_IsOneDocumentOfAllPagesAndNothingElse()
    {
        using var cli = new Cli(_gateway);
        for (var i = 0; i < 5; i++)
        {
            await cli.RunAsync(Report);
        }

        var run = await cli.RunAsync("hotspot", "list", "--output", "json");

        var answer = Tasking.V1.ListHotspotsResponse.Parser.ParseJson(run.Out);
        Assert.Equal(["hotspots/h1", "hotspots/h2", "hotspots/h3", "hotspots/h4", "hotspots/h5"], answer.Hotspots.Select(hotspot => hotspot.Name));
        Assert.Equal((100L, ""), (answer.Sequence, answer.NextPageToken));
    }

    [Fact]
    public async Task HotspotList_MoreThanTheLimit_SaysSoBesideTheResult()
    {
        using var cli = new Cli(_gateway);
        for (var i = 0; i < 4; i++)
        {
            await cli.RunAsync(Report);
        }

        var run = await cli.RunAsync("hotspot", "list", "--limit", "3", "-o", "json");

        Assert.Equal(3, Tasking.V1.ListHotspotsResponse.Parser.ParseJson(run.Out).Hotspots.Count);
        Assert.Contains("--limit", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("h1")]
    [InlineData("hotspots/h1")]
    public async Task HotspotGet_FullOrPlainName_IsTheSame(string name)
    {
        using var cli = new Cli(_gateway);
        await cli.RunAsync(Report);

        var run = await cli.RunAsync("hotspot", "get", name, "--output", "json");

        Assert.Equal("hotspots/h1", Tasking.V1.Hotspot.Parser.ParseJson(run.Out).Name);
    }

    [Fact]
    public async Task MemberList_NamesWithBrackets_AreShownAsTheyAreWithin100Columns()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync("member", "list");

        Assert.Contains("Falke [03]", run.Out, StringComparison.Ordinal);
        Assert.All(run.Out.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 100, line));
    }

    [Fact]
    public async Task Token_PrintsTheTokenAlone()
    {
        using var cli = new Cli(_gateway, width: 10);

        var run = await cli.RunAsync("token", "--as", "partner.demo");

        Assert.Equal((0, "token-partner.demo#1\n", ""), (run.Code, run.Out, run.Errors));
    }

    [Fact]
    public async Task Token_UnknownProfile_SaysWhatTheIssuerSays()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync("token", "--as", "nobody");

        Assert.Equal(1, run.Code);
        Assert.Contains("There is no profile 'nobody'.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_ThenCommands_ActAsThatProfileWithTheKeptToken()
    {
        using var cli = new Cli(_gateway);

        await cli.RunAsync("login", "--as", "commander.ma");
        var run = await cli.RunAsync("mission", "get", "m1");

        Assert.Equal(["commander.ma"], _gateway.TokensGiven);
        Assert.Equal(1, run.Code);
        Assert.DoesNotContain("Acting as", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_TokenFile_IsForTheUserAlone()
    {
        using var cli = new Cli(_gateway);
        await cli.RunAsync("login", "--as", "field:de-adler-01");

        var file = Assert.Single(Directory.GetFiles(Path.Combine(cli.Home, ".config", "taskforce", "tokens")));

        Assert.True(!OperatingSystem.IsWindows() && File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task Purpose_StatedAtTheLogin_HoldsUntilAnotherIsStated()
    {
        using var cli = new Cli(_gateway);
        await cli.RunAsync("login", "--as", "commander.de", "--purpose", "Night shift");
        await cli.RunAsync("hotspot", "list");
        await cli.RunAsync("hotspot", "list", "--purpose", "Case 12");
        await cli.RunAsync("hotspot", "list", "--as", "commander.ma");
        await cli.RunAsync("login", "--as", "commander.de");
        await cli.RunAsync("hotspot", "list");

        Assert.Equal(["Night%20shift", "Case%2012", null, null], _gateway.Purposes);
    }

    [Fact]
    public async Task Login_TokenThatLapsed_IsRenewed()
    {
        using var cli = new Cli(_gateway);
        _gateway.TokenLife = 30;
        await cli.RunAsync("login", "--as", "commander.ma");
        _gateway.TokenLife = 3600;

        var renewed = await cli.RunAsync("token");
        var kept = await cli.RunAsync("token");

        Assert.Equal(("token-commander.ma#2\n", "token-commander.ma#2\n"), (renewed.Out, kept.Out));
    }

    [Fact]
    public async Task PlaceList_Json_HoldsEveryPlaceInFourLanguages()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync("place", "list", "-o", "json");

        using var json = System.Text.Json.JsonDocument.Parse(run.Out);
        Assert.Equal(29, json.RootElement.GetProperty("places").GetArrayLength());
        Assert.Contains("ميناء طنجة المتوسط", run.Out, StringComparison.Ordinal);
    }
}
