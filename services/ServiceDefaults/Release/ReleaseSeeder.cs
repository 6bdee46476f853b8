using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>Enters the configured rules that the store has never seen, before the service answers. One that was withdrawn stays withdrawn.</summary>
internal sealed class ReleaseSeeder<TDb>(Journal<TDb> journal, ReleaseBook book, IOptions<ReleaseOptions> options, TimeProvider clock) : IHostedService where TDb : ServiceDb
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var rules = options.Value.Rules.ToDictionary(rule => new ReleaseRuleName(rule.Key).ToString(), rule => rule.Value);
        if (rules.Count > 0)
        {
            await journal.ChangeAsync(db => EnterAsync(db, rules, clock.GetUtcNow()), cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<int> EnterAsync(TDb db, Dictionary<string, ReleaseRuleOptions> rules, DateTimeOffset now)
    {
        var names = rules.Keys.ToList();
        var known = await db.ReleaseRules().Where(row => names.Contains(row.Name)).Select(row => row.Name).ToListAsync();
        foreach (var (name, rule) in rules.Where(rule => !known.Contains(rule.Key)).OrderBy(rule => rule.Key, StringComparer.Ordinal))
        {
            var row = new ReleaseRuleRow();
            row.Set(ReleaseRule.Configure(ResourceName.Parse<ReleaseRuleName>(name), rule.ToProto().ToTerms(book.Contract, now), now));
            db.Add(row);
            db.Record(row, book, now);
        }

        return rules.Count - known.Count;
    }
}
