using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.DutyTime;
using TaskForce.Roster.Files;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Audit;
using MemberDraft = TaskForce.Roster.Files.Draft<TaskForce.Roster.Members.MemberRow, TaskForce.Roster.Members.MemberDetails>;

namespace TaskForce.Roster.Members;

/// <summary>Enters a file of members, in batches: a query or two for a thousand rows.</summary>
internal sealed class MemberImport(RosterDb db, Import<V1.Member, MemberName> import, DutyTimes dutyTimes, TeamReview teams)
{
    /// <summary>Finds everything that is wrong, and what would change.</summary>
    public async Task<(V1.ImportMembersResponse Answer, List<MemberDraft> Changes)> CheckAsync()
    {
        var named = import.Named();
        var known = await db.Members.AsNoTracking().NamedAsync<MemberRow, Member>(named.Select(row => row.Name));
        var drafts = named.Select(row => Draft(row.Row, row.Name, known.GetValueOrDefault(row.Name))).OfType<MemberDraft>().ToList();
        await CheckCallSignsAsync(drafts);
        var changes = drafts.FindAll(draft => draft.Current is null || !draft.Current.Value.Details.SaysTheSame(draft.Next));
        return (Answer(drafts, changes), changes);
    }

    /// <summary>The same, and changes it unless something is wrong.</summary>
    public async Task<V1.ImportMembersResponse> RunAsync(Caller caller, DateTimeOffset now)
    {
        var (answer, changes) = await CheckAsync();
        if (import.Faults.None)
        {
            changes.ForEach(draft => AuditNotes.Show(draft.Name, import.Nation));
            await FreeCallSignsAsync(changes);
            foreach (var batch in changes.Chunk(ImportStore.Batch))
            {
                await WriteAsync(batch, caller, now);
            }

            await teams.ReviewAsync(db, changes.ConvertAll(draft => draft.Name), caller.Subject, now);
        }

        return answer;
    }

    private MemberDraft? Draft(CsvRow row, string name, MemberRow? current) =>
        import.Read(row, current?.ToProto(null) ?? new() { Nation = import.Nation }, member => member.Nation, member => member.ToDetails(dutyTimes)) is { } next
            ? new(row.Line, name, current, next)
            : null;

    // A call sign may go to somebody else if its holder gets another one in the same file.
    private async Task CheckCallSignsAsync(List<MemberDraft> drafts)
    {
        var holders = await HoldersAsync(drafts);
        var (names, lines) = (drafts.Select(draft => draft.Name).ToHashSet(), new Dictionary<string, int>());
        foreach (var (line, name, _, next) in drafts)
        {
            if (!lines.TryAdd(next.CallSign, line))
            {
                import.Faults.Add(line, "call_sign", $"{CellText.Quote(next.CallSign)} is also in line {lines[next.CallSign]}");
            }
            else if (holders.TryGetValue(next.CallSign, out var holder) && holder != name && !names.Contains(holder))
            {
                import.Faults.Add(line, "call_sign", $"{CellText.Quote(next.CallSign)} is taken by {holder}");
            }
        }
    }

    private async Task<Dictionary<string, string>> HoldersAsync(IReadOnlyList<MemberDraft> drafts)
    {
        var holders = new Dictionary<string, string>();
        foreach (var part in drafts.Select(draft => draft.Next.CallSign).Distinct().Chunk(ImportStore.Batch))
        {
            var rows = db.Members.Where(row => row.Nation == import.Nation && part.Contains(row.CallSign)).Select(row => new { row.CallSign, row.Name });
            foreach (var row in await rows.ToListAsync())
            {
                holders.Add(row.CallSign, row.Name);
            }
        }

        return holders;
    }

    // Two members may exchange their call signs, which the store refuses to see half done.
    private async Task FreeCallSignsAsync(List<MemberDraft> changes)
    {
        var moving = changes.Where(draft => draft.Current is { } current && current.CallSign != draft.Next.CallSign).Select(draft => draft.Name);
        foreach (var part in moving.Chunk(ImportStore.Batch))
        {
            await db.Members.Where(row => part.Contains(row.Name))
                .ExecuteUpdateAsync(row => row.SetProperty(member => member.CallSign, member => "\u0001" + member.Name));
        }
    }

    private async Task WriteAsync(MemberDraft[] batch, Caller caller, DateTimeOffset now)
    {
        var rows = await db.Members.NamedAsync<MemberRow, Member>(batch.Where(draft => draft.Current is not null).Select(draft => draft.Name));
        foreach (var draft in batch.Where(draft => draft.Current is null))
        {
            rows.Add(draft.Name, db.Members.Add(new()).Entity);
        }

        foreach (var (_, name, current, next) in batch)
        {
            rows[name].Set(current is null
                ? Member.Enter(ResourceName.Parse<MemberName>(name), import.Nation, next, Duty.OffDuty, now)
                : current.Value.Change(next, now));
        }

        await db.RecordAsync([.. batch.Select(draft => (rows[draft.Name], draft.Current is null))], caller, now);
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
    }

    private V1.ImportMembersResponse Answer(List<MemberDraft> drafts, List<MemberDraft> changes)
    {
        var answer = new V1.ImportMembersResponse { Rows = import.File.Count, Faults = { import.Faults.ByLine } };
        if (import.Faults.None)
        {
            answer.Created = changes.Count(draft => draft.Current is null);
            (answer.Updated, answer.Unchanged) = (changes.Count - answer.Created, drafts.Count - changes.Count);
        }

        return answer;
    }
}
