using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Files;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Storage;
using AssetDraft = TaskForce.Roster.Files.Draft<TaskForce.Roster.Assets.AssetRow, TaskForce.Roster.Assets.AssetDetails>;

namespace TaskForce.Roster.Assets;

/// <summary>Enters a file of assets, in batches: a query or two for a thousand rows.</summary>
internal sealed class AssetImport(RosterDb db, Import<V1.Asset, AssetName> import, TeamReview teams)
{
    /// <summary>Finds everything that is wrong, and what would change.</summary>
    public async Task<(V1.ImportAssetsResponse Answer, List<AssetDraft> Changes)> CheckAsync()
    {
        var named = import.Named();
        var known = await db.Assets.AsNoTracking().NamedAsync<AssetRow, Asset>(named.Select(row => row.Name));
        var drafts = named.Select(row => Draft(row.Row, row.Name, known.GetValueOrDefault(row.Name))).OfType<AssetDraft>().ToList();
        var changes = drafts.FindAll(draft => draft.Current is null || !draft.Current.Value.Details.SaysTheSame(draft.Next));
        return (Answer(drafts, changes), changes);
    }

    /// <summary>The same, and changes it unless something is wrong.</summary>
    public async Task<V1.ImportAssetsResponse> RunAsync(Caller caller, DateTimeOffset now)
    {
        var (answer, changes) = await CheckAsync();
        if (import.Faults.None)
        {
            foreach (var batch in changes.Chunk(ImportStore.Batch))
            {
                await WriteAsync(batch, now);
            }

            await teams.ReviewAsync(db, changes.ConvertAll(draft => draft.Name), caller.Subject, now);
        }

        return answer;
    }

    private AssetDraft? Draft(CsvRow row, string name, AssetRow? current) =>
        import.Read(row, current?.ToProto(null) ?? new() { Nation = import.Nation }, asset => asset.Nation, asset => asset.ToDetails()) is { } next
            ? new(row.Line, name, current, next)
            : null;

    private async Task WriteAsync(AssetDraft[] batch, DateTimeOffset now)
    {
        var rows = await db.Assets.NamedAsync<AssetRow, Asset>(batch.Where(draft => draft.Current is not null).Select(draft => draft.Name));
        foreach (var draft in batch.Where(draft => draft.Current is null))
        {
            rows.Add(draft.Name, db.Assets.Add(new()).Entity);
        }

        foreach (var (_, name, current, next) in batch)
        {
            rows[name].Set(current is null
                ? Asset.Enter(ResourceName.Parse<AssetName>(name), import.Nation, next, now)
                : current.Value.Change(next, now));
        }

        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
    }

    private V1.ImportAssetsResponse Answer(List<AssetDraft> drafts, List<AssetDraft> changes)
    {
        var answer = new V1.ImportAssetsResponse { Rows = import.File.Count, Faults = { import.Faults.ByLine } };
        if (import.Faults.None)
        {
            answer.Created = changes.Count(draft => draft.Current is null);
            (answer.Updated, answer.Unchanged) = (changes.Count - answer.Created, drafts.Count - changes.Count);
        }

        return answer;
    }
}
