using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Peers;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;
using static TaskForce.Tasking.V1.YearlyFigures.Types;

namespace TaskForce.Tasking.Statistics;

/// <summary>The published figures of one year.</summary>
internal sealed class YearlyFiguresRow
{
    public int Year { get; init; }

    public int JointOperations { get; set; }

    public int Arrests { get; set; }

    public int TrainingSessions { get; set; }
}

internal sealed class StatisticsService(Journal<TaskingDb> journal, Roster.V1.TrainingService.TrainingServiceClient trainings)
    : V1.StatisticsService.StatisticsServiceBase
{
    private const int MostYears = 300;

    public override Task<V1.ImportYearlyFiguresResponse> ImportYearlyFigures(V1.ImportYearlyFiguresRequest request, ServerCallContext context)
    {
        Check(request.Figures);

        return journal.ChangeAsync(request, context.GetCaller(), async db =>
        {
            foreach (var figures in request.Figures)
            {
                var row = await db.YearlyFigures.FindAsync(figures.Year) ?? db.YearlyFigures.Add(new() { Year = figures.Year }).Entity;
                (row.JointOperations, row.Arrests, row.TrainingSessions) = (figures.JointOperations, figures.Arrests, figures.TrainingSessions);
            }

            return new V1.ImportYearlyFiguresResponse { Figures = { db.YearlyFigures.Local.Select(ToProto).OrderBy(f => f.Year) } };
        }, context.CancellationToken);
    }

    public override async Task<V1.ListYearlyFiguresResponse> ListYearlyFigures(V1.ListYearlyFiguresRequest request, ServerCallContext context)
    {
        var size = Paging.SizeOf(request.PageSize, usual: 50, most: 1000);
        var skip = (int)(Paging.ReadToken(request.PageToken, filter: null) ?? 0);

        var held = (await trainings.CountTrainingsAsync(new(), cancellationToken: context.CancellationToken)).Years;
        var (published, missions) = await journal.ReadAsync(async db => (await PublishedAsync(db), await CountedAsync(db)), context.CancellationToken);
        var page = published.Concat(WithTrainings(missions, held)).OrderBy(figures => figures.Year).ThenBy(figures => figures.Source).Skip(skip).Take(size + 1).ToList();

        return new()
        {
            Figures = { page.Take(size) },
            NextPageToken = page.Count > size ? Paging.WriteToken(skip + size, filter: null) : "",
        };
    }

    private static async Task<List<V1.YearlyFigures>> PublishedAsync(TaskingDb db) =>
        [.. (await db.YearlyFigures.ToListAsync()).Select(ToProto)];

    private static async Task<List<V1.YearlyFigures>> CountedAsync(TaskingDb db) =>
        await db.Missions.Where(mission => mission.State == MissionState.Completed || (mission.State == MissionState.Recalled && mission.Arrests > 0))
            .GroupBy(mission => mission.EndYear)
            .Select(year => new V1.YearlyFigures
            {
                Year = year.Key,
                JointOperations = year.Count(mission => mission.State == MissionState.Completed),
                Arrests = year.Sum(mission => mission.Arrests),
                Source = Source.Counted,
            }).ToListAsync();

    // A year counts if it has missions or joint trainings; a nation's own trainings are no figure of the cooperation.
    private static List<V1.YearlyFigures> WithTrainings(
        IEnumerable<V1.YearlyFigures> missions, IEnumerable<Roster.V1.CountTrainingsResponse.Types.Year> trainings)
    {
        var years = missions.ToDictionary(year => year.Year);
        foreach (var held in trainings.Where(year => year.JointTrainings > 0))
        {
            years.TryAdd(held.Year_, new() { Year = held.Year_, Source = Source.Counted });
            years[held.Year_].TrainingSessions = held.JointTrainings;
        }

        return [.. years.Values];
    }

    private static V1.YearlyFigures ToProto(YearlyFiguresRow row) => new()
    {
        Year = row.Year,
        JointOperations = row.JointOperations,
        Arrests = row.Arrests,
        TrainingSessions = row.TrainingSessions,
        Source = Source.Published,
    };

    private static void Check(Google.Protobuf.Collections.RepeatedField<V1.YearlyFigures> figures)
    {
        var violations = new Violations();
        violations.Check(figures.Count is > 0 and <= MostYears, "figures", $"must have 1 to {MostYears} years");
        for (var i = 0; i < figures.Count; i++)
        {
            var (year, path) = (figures[i], $"figures[{i}]");
            violations.Check(year.Year is >= 1900 and <= 2200, path + ".year", "must be 1900 to 2200");
            violations.Check(figures.Take(i).All(earlier => earlier.Year != year.Year), path + ".year", "is given twice");
            violations.Check(year.JointOperations >= 0, path + ".joint_operations", "must not be negative");
            violations.Check(year.Arrests >= 0, path + ".arrests", "must not be negative");
            violations.Check(year.TrainingSessions >= 0, path + ".training_sessions", "must not be negative");
        }

        violations.ThrowIfAny();
    }
}

internal static class StatisticsModule
{
    public static void AddStatistics(this IHostApplicationBuilder builder) =>
        builder.AddPeer<Roster.V1.TrainingService.TrainingServiceClient>("Roster");

    public static void MapStatistics(this IEndpointRouteBuilder routes) => routes.MapGrpcService<StatisticsService>();
}
