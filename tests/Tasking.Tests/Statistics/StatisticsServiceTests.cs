using Google.Rpc;
using Grpc.Core;
using static TaskForce.Roster.V1.CountTrainingsResponse.Types;
using static TaskForce.Tasking.V1.YearlyFigures.Types;

namespace TaskForce.Tasking.Tests.Statistics;

public class StatisticsServiceTests
{
    [Fact]
    public async Task ListYearlyFigures_MissionsAndTrainings_AreCountedTogetherBesideThePublished()
    {
        await using var app = new TaskingApp();
        var year = (await CompletedAsync(app, arrests: 3)).EndTime.ToDateTime().Year;
        await app.Statistics("commander.de").ImportYearlyFiguresAsync(new() { Figures = { new V1.YearlyFigures { Year = year, JointOperations = 9, Arrests = 8, TrainingSessions = 7 } } });
        app.Peers.Trainings = new() { Years = { Held(year - 2, 4, 2), Held(year - 1, 5, 0), Held(year, 6, 1) } };

        var all = (await app.Statistics("partner:demo").ListYearlyFiguresAsync(new())).Figures;

        Assert.Equal(
            [(year - 2, Source.Counted, 0, 0, 2), (year, Source.Published, 9, 8, 7), (year, Source.Counted, 1, 3, 1)],
            all.Select(figures => (figures.Year, figures.Source, figures.JointOperations, figures.Arrests, figures.TrainingSessions)));
    }

    [Fact]
    public async Task ListYearlyFigures_Pages_ShowEachOnce()
    {
        await using var app = new TaskingApp();
        app.Peers.Trainings = new() { Years = { Enumerable.Range(2020, 5).Select(year => Held(year, 1, 1)) } };

        var (seen, token) = (new List<int>(), "");
        do
        {
            var page = await app.Statistics().ListYearlyFiguresAsync(new() { PageSize = 2, PageToken = token });
            seen.AddRange(page.Figures.Select(figures => figures.Year));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(Enumerable.Range(2020, 5), seen);
    }

    [Fact]
    public async Task ListYearlyFigures_TheRosterDoesNotAnswer_IsUnavailableRatherThanWrong()
    {
        await using var app = new TaskingApp();
        app.Peers.Refusal = FakePeers.Refuse(Code.Unavailable, "PEER_UNAVAILABLE");

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await app.Statistics().ListYearlyFiguresAsync(new()));

        Assert.Equal((StatusCode.Unavailable, "PEER_UNAVAILABLE"), (refusal.StatusCode, refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
    }

    private static async Task<V1.Mission> CompletedAsync(TaskingApp app, int arrests)
    {
        var mission = await app.MissionAsync(V1.Mission.Types.State.Ordered);
        var order = mission.Orders.Single(each => each.Recipient == "members/de-falke-07").Name;
        await app.Field("de-falke-07").AcknowledgeOrderAsync(new() { Name = order, Rung = V1.Order.Types.Rung.Accepted, Device = "phone", DeviceTime = new() });
        await app.Field("de-falke-07").ReportProgressAsync(new() { Name = order, Stage = V1.Order.Types.Stage.OnScene, DeviceTime = new() });
        return await app.Missions("field:de-falke-07").CompleteMissionAsync(new() { Name = mission.Name, Report = new() { Arrests = arrests } });
    }

    private static Year Held(int year, int trainings, int joint) => new() { Year_ = year, Trainings = trainings, JointTrainings = joint };
}
