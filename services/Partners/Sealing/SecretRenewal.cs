using System.Text;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Storage;
using TaskForce.Partners.Webhooks;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Partners.Sealing;

/// <summary>
/// At the start, seals what is not sealed by the key of now: secrets that were kept in plain text before there were keys, and those of a key that another has taken the
/// place of. A secret that no key opens ends the start.
/// </summary>
internal sealed partial class SecretRenewal(Journal<PartnersDb> journal, SecretKeys keys, ILogger<SecretRenewal> log) : IHostedService
{
    private static readonly byte[][] Marks = [Encoding.UTF8.GetBytes("whsec_"), Encoding.UTF8.GetBytes("sealed:")];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var count = await journal.ChangeAsync(RenewAsync, cancellationToken);
            if (count > 0)
            {
                await journal.ScrubAsync(cancellationToken);
                LogRenewed(count, keys.Current);
            }
        }
        catch (SealedException wrong)
        {
            throw new OptionsValidationException("Webhooks", typeof(SecretKeyOptions), [$"Webhooks:SecretKeys: {wrong.Message}. Bring back the key, or delete the webhook."]);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<int> RenewAsync(PartnersDb db)
    {
        var count = 0;
        foreach (var row in await db.Webhooks.ToListAsync())
        {
            var renewed = row.Value.Secrets.Each(kept => keys.Renew(row.Name, kept));
            if (renewed != row.Value.Secrets)
            {
                row.Set(row.Value with { Secrets = renewed });
                count++;
            }
        }

        // Answers that were given to requests with an id are repeated for a day, secrets and all.
        foreach (var answer in await db.Answers.ToListAsync())
        {
            if (Marks.Any(mark => answer.Answer.AsSpan().IndexOf(mark) >= 0) && Renewed(answer.Answer) is { } renewed)
            {
                db.Entry(answer).Property(each => each.Answer).CurrentValue = renewed;
                count++;
            }
        }

        return count;
    }

    // Null if it is of something else, or sealed by the key of now.
    private byte[]? Renewed(byte[] answer)
    {
        try
        {
            var shown = V1.Webhook.Parser.ParseFrom(answer);
            var renewed = shown.Secret.Length > 0 ? keys.Renew(shown.Name, shown.Secret) : "";
            (var isNew, shown.Secret) = (renewed != shown.Secret, renewed);
            return isNew ? shown.ToByteArray() : null;
        }
        catch (Exception other) when (other is InvalidProtocolBufferException or SealedException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} secrets of webhooks were sealed by the key '{Key}'")]
    private partial void LogRenewed(int count, string key);
}
