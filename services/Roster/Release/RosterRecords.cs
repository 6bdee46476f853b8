using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;
using TaskForce.Roster.Support;
using TaskForce.Roster.Trainings;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Release;

/// <summary>The records of the roster that release rules are about.</summary>
internal static class RosterRecords
{
    /// <summary>What rules of the roster are about.</summary>
    public static ReleasedRecords<RosterDb> Records { get; } = new(OfNationAsync, NamedAsync);

    private static async Task<IReadOnlyList<IMessage>> OfNationAsync(RosterDb db, string nation, CancellationToken cancellation) =>
    [
        .. (await db.Members.Where(row => row.Nation == nation).OrderBy(row => row.Ordinal).ToListAsync(cancellation)).Select(row => row.ToProto(null)),
        .. (await db.Assets.Where(row => row.Nation == nation).OrderBy(row => row.Ordinal).ToListAsync(cancellation)).Select(row => row.ToProto(null)),
    ];

    private static async Task<IMessage?> NamedAsync(RosterDb db, string name, CancellationToken cancellation) => name.Split('/')[0] switch
    {
        "members" => (await db.Members.NamedAsync(name))?.ToProto(null),
        "assets" => (await db.Assets.NamedAsync(name))?.ToProto(null),
        "trainings" => (await db.Trainings.NamedAsync(name))?.ToProto(),
        _ => null,
    };
}

/// <summary>Who and what works together: live teams, and support that is held.</summary>
internal static class RosterJointWork
{
    private static readonly TeamState[] Live = [TeamState.Reserved, TeamState.Confirmed, TeamState.Impaired];
    private static readonly SupportState[] Held = [SupportState.Committed, SupportState.Released];

    /// <summary>Notes what there is.</summary>
    public static async Task LoadAsync(IServiceProvider services, RosterDb db, CancellationToken cancellation)
    {
        var work = services.GetRequiredService<JointWork>();
        foreach (var row in await db.Teams.AsNoTracking().Where(row => Live.Contains(row.State)).ToListAsync(cancellation))
        {
            Note(work, row.ToProto());
        }

        foreach (var row in await db.SupportRequests.AsNoTracking().Where(row => Held.Contains(row.State)).ToListAsync(cancellation))
        {
            Note(work, row.ToProto());
        }
    }

    /// <summary>Notes what an event tells.</summary>
    public static void Take(IServiceProvider services, EventRow row)
    {
        var work = services.GetRequiredService<JointWork>();
        if (row.Topic == TeamStore.Topic)
        {
            Note(work, V1.TeamEvent.Parser.ParseFrom(row.Payload).Team);
        }
        else
        {
            Note(work, V1.SupportRequestEvent.Parser.ParseFrom(row.Payload).SupportRequest);
        }
    }

    private static void Note(JointWork work, V1.Team team) => work.Set(
        team.Name, Live.Contains((TeamState)team.State) ? team.Members.Select(member => member.Member).Concat(team.Assets.Select(asset => asset.Asset)) : [],
        team.Members.Select(member => member.Nation).Concat(team.Assets.Select(asset => asset.Nation)));

    private static void Note(JointWork work, V1.SupportRequest request) => work.Set(
        request.Name, Held.Contains((SupportState)request.State) ? request.Resources : [], [request.GivingNation, request.ReceivingNation]);
}
