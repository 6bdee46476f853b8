using Grpc.Core;
using TaskForce.Roster.DutyTime;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Members;

/// <summary>When members work, and how much the rules still allow.</summary>
internal sealed partial class MemberService
{
    public override Task<V1.DutyOutlook> GetDutyOutlook(V1.GetDutyOutlookRequest request, ServerCallContext context)
    {
        var (caller, view, now) = (context.GetCaller(), context.GetView(), clock.GetUtcNow());
        var (name, period) = (ResourceName.Parse<MemberName>(request.Name), DutyMapping.ToOutlookPeriod(request.Period, now));
        MustMayRead(caller, name);

        return journal.ReadAsync(async db => await OutlookAsync(db, await db.Members.GetAsync(name, view), period, now), context.CancellationToken);
    }

    public override Task<V1.DutyOutlook> RecordDuty(V1.RecordDutyRequest request, ServerCallContext context)
    {
        var (caller, view, now) = (context.GetCaller(), context.GetView(), clock.GetUtcNow());
        var (name, span) = (ResourceName.Parse<MemberName>(request.Name), request.ToSpan(now));

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Members.GetAsync(name, view);
            MustBeOwn(caller, row);
            await db.EnterWorkedAsync(row.Name, span, now);
            await teams.ReviewAsync(db, [row.Name], caller.Subject, now);
            return await OutlookAsync(db, row, DutyMapping.ToOutlookPeriod(null, now), now);
        }, context.CancellationToken);
    }

    public override Task<V1.ListDutyPatternsResponse> ListDutyPatterns(V1.ListDutyPatternsRequest request, ServerCallContext context)
    {
        var (from, size) = ((int)(Paging.ReadToken(request.PageToken, null) ?? 0), Paging.SizeOf(request.PageSize, 50, 1000));

        var page = dutyTimes.Patterns.Skip(from).Take(size);

        return Task.FromResult(new V1.ListDutyPatternsResponse
        {
            DutyPatterns = { page.Select(pattern => pattern.ToProto()) },
            NextPageToken = from + size < dutyTimes.Patterns.Length ? Paging.WriteToken(from + size, null) : "",
        });
    }

    private async Task<V1.DutyOutlook> OutlookAsync(RosterDb db, MemberRow row, Period period, DateTimeOffset now)
    {
        var worked = await db.WorkedSinceAsync(period.From - DutyTimes.Horizon, [row.Name]);
        return DutyOutlook.Of(dutyTimes, row.Value, [.. worked[row.Name]], period, now).ToProto(row);
    }
}
