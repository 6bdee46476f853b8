using System.Text;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Storage;
using TaskForce.Partners.Webhooks;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Partners.Sealing;

/// <summary>
/// At the start, and each hour, seals what is not sealed by the key of now: secrets that were kept in plain text before there were keys, and those of a key that another has taken the
/// place of; another process may still write such ones. A secret that no key opens ends the start.
/// </summary>
internal sealed partial class SecretRenewal(Journal<PartnersDb> journal, SecretKeys keys, TimeProvider clock, ILogger<SecretRenewal> log) : BackgroundService
{
    private static readonly byte[][] Marks = [Encoding.UTF8.GetBytes("whsec_"), Encoding.UTF8.GetBytes("sealed:")];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RenewAsync(cancellationToken);
        }
        catch (SealedException wrong)
        {
            throw new OptionsValidationException("Webhooks", typeof(SecretKeyOptions), [$"Webhooks:SecretKeys: {wrong.Message}. Bring back the key, or delete the webhook."]);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hourly = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        while (await hourly.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RenewAsync(stoppingToken);
            }
            catch (SealedException wrong)
            {
                LogSealed(wrong.Message);
            }
            catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
            {
                // The next hour will do.
            }
        }
    }

    private async Task RenewAsync(CancellationToken cancellation)
    {
        var count = await journal.ChangeAsync(RenewAsync, cancellation);
        if (count > 0)
        {
            await journal.ScrubAsync(cancellation);
            LogRenewed(count, keys.Current);
        }
    }

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

    [LoggerMessage(LogLevel.Error, "Secrets of webhooks stay as they are sealed: {Why}")]
    private partial void LogSealed(string why);

    [LoggerMessage(LogLevel.Information, "{Count} secrets of webhooks were sealed by the key '{Key}'")]
    private partial void LogRenewed(int count, string key);
}
