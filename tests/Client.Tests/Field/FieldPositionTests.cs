using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using TaskForce.Geolocation.V1;
using static TaskForce.Geolocation.V1.PositionReport.Types;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;

namespace TaskForce.Client.Tests.Field;

/// <summary>How a field unit's positions reach the server.</summary>
public sealed class FieldPositionTests : IAsyncLifetime
{
    private readonly FakeServer _server = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("taskforce-unit-").FullName;

    public async ValueTask InitializeAsync() => await _server.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Report_ManyWhileOffline_GoTogetherAndInOrder()
    {
        await _server.StopAsync();
        await using (var unit = Start())
        {
            for (var i = 0; i < 50; i++)
            {
                _ = unit.ReportPositionAsync(At(i), Source.Gnss);
            }
        }

        await _server.StartAsync();
        await using var again = Start();

        var request = Assert.IsType<StreamPositionsRequest>(await _server.Reports.NextAsync());
        Assert.Equal(Enumerable.Range(0, 50).Select(i => At(i).Latitude), request.Reports.Select(report => report.Location.Latitude));
    }

    [Fact]
    public async Task Report_AnswerIsLost_IsSentAgainAndADuplicateIsNoFault()
    {
        var streams = 0;
        _server.OnPositions = async (requests, responses) =>
        {
            Assert.True(await requests.MoveNext(default));
            if (++streams == 1)
            {
                throw new RpcException(new Status(StatusCode.Unavailable, "gone"));
            }

            await responses.WriteAsync(Answer(requests.Current, Code.Duplicate));
            await requests.MoveNext(default);
        };
        await using var unit = Start();

        Assert.Empty(await unit.ReportPositionAsync(At(1), Source.Gnss).InTime());
        Assert.Equal((2, 0), (streams, unit.Unsent));
    }

    [Fact]
    public async Task Report_StreamGoesOn_OneStreamCarriesThemAll()
    {
        var streams = 0;
        _server.OnPositions = async (requests, responses) =>
        {
            streams++;
            while (await requests.MoveNext(default))
            {
                await responses.WriteAsync(new() { AcknowledgedSequence = requests.Current.Sequence });
            }
        };
        await using var unit = Start();

        for (var i = 0; i < 5; i++)
        {
            await unit.ReportPositionAsync(At(i), Source.Gnss).InTime();
        }

        Assert.Equal(1, streams);
    }

    [Fact]
    public async Task Report_OneOfThemIsNotTaken_WhoeverMadeItIsToldAndTheOthersAreNot()
    {
        _server.OnPositions = async (requests, responses) =>
        {
            while (await requests.MoveNext(default))
            {
                var bad = requests.Current.Reports.Select((report, index) => (report, index)).Where(each => each.report.Location.Latitude > 40);
                await responses.WriteAsync(new()
                {
                    AcknowledgedSequence = requests.Current.Sequence,
                    Outcomes =
                    {
                        bad.Select(each => new StreamPositionsResponse.Types.RequestOutcome
                        {
                            Sequence = requests.Current.Sequence, Outcome = new() { Index = each.index, Code = Code.OutOfRange, Message = "no" },
                        }),
                    },
                });
            }
        };
        await using var unit = Start();

        List<int> latitudes = [1, 50, 2];
        var answers = await Task.WhenAll(latitudes.Select(i => unit.ReportPositionAsync(At(i), Source.Gnss))).InTime();

        Assert.Equal([0, 1, 0], answers.Select(answer => answer.Count));
        Assert.Equal(Code.OutOfRange, answers[1][0].Code);
    }

    [Fact]
    public async Task Report_OneOfManySpoilsTheRequest_OnlyThatOneIsLost()
    {
        await _server.StopAsync();
        await using (var unit = Start())
        {
            for (var i = 1; i <= 7; i++)
            {
                _ = unit.ReportPositionAsync(At(i), Source.Gnss);
            }
        }

        var taken = new List<double>();
        _server.OnPositions = async (requests, responses) =>
        {
            while (await requests.MoveNext(default))
            {
                var latitudes = requests.Current.Reports.Select(report => report.Location.Latitude).ToList();
                if (latitudes.Contains(5))
                {
                    throw new RpcException(new Status(StatusCode.InvalidArgument, "reports[4] is spoiled"));
                }

                taken.AddRange(latitudes);
                await responses.WriteAsync(new() { AcknowledgedSequence = requests.Current.Sequence });
            }
        };
        await _server.StartAsync();
        var told = new TaskCompletionSource<string>();
        await using var again = Start(refusal => told.SetResult(refusal.Message));

        Assert.Equal("reports[4] is spoiled", await told.Task.InTime());
        Assert.Empty(await again.ReportPositionAsync(At(8), Source.Gnss).InTime());
        Assert.Equal([1, 2, 3, 4, 6, 7, 8], taken);
        Assert.Equal(0, again.Unsent);
    }

    [Fact]
    public async Task Report_StreamIsRefused_IsSaidOnceAndDoesNotHoldUpTheNext()
    {
        var isRefusing = true;
        _server.OnPositions = async (requests, responses) =>
        {
            Assert.True(await requests.MoveNext(default));
            if (isRefusing)
            {
                throw new RpcException(new Status(StatusCode.PermissionDenied, "not you"));
            }

            await responses.WriteAsync(new() { AcknowledgedSequence = requests.Current.Sequence });
        };
        var told = new List<string>();
        await using var unit = Start(refusal => told.Add(refusal.Message));

        Assert.Equal("not you", (await Assert.ThrowsAsync<TaskForceException>(() => unit.ReportPositionAsync(At(1), Source.Gnss).InTime())).Message);
        isRefusing = false;
        Assert.Empty(await unit.ReportPositionAsync(At(2), Source.Gnss).InTime());
        Assert.Equal(["not you"], told);
    }

    [Fact]
    public async Task Offer_FixesOfAReceiver_TellWhatIsNewTogether_AndAtOnceAfterACallForHelp()
    {
        await using var unit = FieldUnit.Start(_server.Connect(), new()
        {
            Member = "members/de-falke-07",
            Directory = _directory,
            Frugality = new() { OnCourse = TimeSpan.Zero, GatherFor = TimeSpan.FromHours(1) },
        });

        Assert.NotNull(unit.OfferPosition(new(At(1), Source.Gnss)));
        Assert.Null(unit.OfferPosition(new(At(1), Source.Gnss)));
        Assert.NotNull(unit.OfferPosition(new(At(2), Source.Gnss)));
        Assert.Equal(2, unit.Unsent);
        _ = unit.NeedHelpAsync("Shots fired.");

        var reports = new[] { await _server.Reports.NextAsync(), await _server.Reports.NextAsync() };
        Assert.Equal([1, 2], Assert.Single(reports.OfType<StreamPositionsRequest>()).Reports.Select(report => report.Location.Latitude));
    }

    [Fact]
    public async Task Offer_DeviceStartedAgainAfterACallForHelp_StillWaitsForNothing()
    {
        var options = new FieldUnitOptions { Member = "members/de-falke-07", Directory = _directory, Frugality = new() { GatherFor = TimeSpan.FromHours(1) } };
        await using (var caller = FieldUnit.Start(_server.Connect(), options))
        {
            await caller.NeedHelpAsync("Shots fired.").InTime();
            await _server.Reports.NextAsync();
        }

        await using var unit = FieldUnit.Start(_server.Connect(), options);
        Assert.NotNull(unit.OfferPosition(new(At(1), Source.Gnss)));

        Assert.IsType<StreamPositionsRequest>(await _server.Reports.NextAsync());
    }

    [Fact]
    public async Task Report_ConnectionDiesUnderAWrite_IsNoFaultOfTheDisk()
    {
        await _server.StopAsync();
        // Its reports are more than what HTTP/2 lets anybody write before the other side says that it has read.
        var options = new FieldUnitOptions { Member = $"members/{new string('x', 300)}", Directory = _directory };
        await using (var offline = FieldUnit.Start(_server.Connect(), options))
        {
            for (var i = 0; i < 400; i++)
            {
                _ = offline.ReportPositionAsync(At(i % 90), Source.Gnss);
            }
        }

        await using var unit = FieldUnit.Start(_server.Connect(), options);
        using (var dead = new TcpListener(IPAddress.Loopback, _server.Door.Port))
        {
            dead.Start();
            using var connection = await dead.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            var (read, buffer) = (0, new byte[16 * 1024]);
            while (read < 60_000)
            {
                read += await connection.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken);
            }

            connection.Client.Close(0);
        }

        await _server.StartAsync();

        Assert.Equal(400, Assert.IsType<StreamPositionsRequest>(await _server.Reports.NextAsync()).Reports.Count);
        Assert.Empty(await unit.ReportPositionAsync(At(1), Source.Gnss).InTime());
    }

    [Fact]
    public async Task Offer_WithoutFrugality_ReportsEach()
    {
        await using var unit = Start();

        Assert.Empty(await unit.OfferPosition(new(At(1), Source.Gnss))!.InTime());
        Assert.Empty(await unit.OfferPosition(new(At(1), Source.Gnss) { AccuracyMetres = 5, SpeedMps = 0 })!.InTime());

        await _server.Reports.NextAsync();
        var second = Assert.IsType<StreamPositionsRequest>(await _server.Reports.NextAsync()).Reports[0];
        Assert.Equal((5, 0, true, false), (second.AccuracyMetres, second.SpeedMps, second.HasSpeedMps, second.HasHeadingDegrees));
    }

    private FieldUnit Start(Action<TaskForceException>? refused = null) =>
        FieldUnit.Start(_server.Connect(), new() { Member = "members/de-falke-07", Directory = _directory, Refused = refused });

    private static Google.Type.LatLng At(int i) => new() { Latitude = i, Longitude = 8 };

    private static StreamPositionsResponse Answer(StreamPositionsRequest request, Code code) => new()
    {
        AcknowledgedSequence = request.Sequence,
        Outcomes = { new StreamPositionsResponse.Types.RequestOutcome { Sequence = request.Sequence, Outcome = new() { Code = code } } },
    };
}
