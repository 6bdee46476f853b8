using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Signing;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>Who signs the audit log, how often, and how long values are kept. Section <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>The file with each nation's private key, PEM, on the curve P-256: this service signs for it. Nations are ISO 3166-1 alpha-2.</summary>
    public Dictionary<string, string> Keys { get; } = [];

    /// <summary>A file with public keys, PEM, of each nation that signs by itself with <c>SignCheckpoint</c>.</summary>
    public Dictionary<string, string> PublicKeys { get; } = [];

    /// <summary>A checkpoint is due after so many entries, at least 1.</summary>
    public int CheckpointEntries { get; set; } = 1000;

    /// <summary>A checkpoint is due after so long, if there was any entry; 10 seconds to a day.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long values are kept that no rule of a nation is about.</summary>
    public AuditRetention Retention { get; set; } = new();

    /// <summary>How long values of a nation are kept.</summary>
    public Dictionary<string, AuditRetention> Nations { get; } = [];
}

/// <summary>How long values are kept. The chain itself stays.</summary>
public sealed class AuditRetention
{
    /// <summary>Who called; a day to a hundred years.</summary>
    public TimeSpan Callers { get; set; } = TimeSpan.FromDays(3 * 365);

    /// <summary>Which records were asked for and shown; a day to a hundred years.</summary>
    public TimeSpan Records { get; set; } = TimeSpan.FromDays(3 * 365);
}

/// <summary>Names everything that is wrong with the section <c>Audit</c>.</summary>
internal sealed class AuditOptionsValidator : IValidateOptions<AuditOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditOptions options)
    {
        List<string> faults = [];
        Check(options.CheckpointEntries >= 1, "Audit:CheckpointEntries must be at least 1.");
        Check(options.CheckpointInterval >= TimeSpan.FromSeconds(10) && options.CheckpointInterval <= TimeSpan.FromDays(1), "Audit:CheckpointInterval must be 10 seconds to a day.");
        CheckRetention("Audit:Retention", options.Retention);
        foreach (var (nation, retention) in options.Nations)
        {
            Check(IsNation(nation), $"Audit:Nations:{nation} must be a nation such as DE.");
            CheckRetention($"Audit:Nations:{nation}", retention);
        }

        foreach (var (key, nation, file) in options.Keys.Select(key => ("Keys", key.Key, key.Value)).Concat(options.PublicKeys.Select(key => ("PublicKeys", key.Key, key.Value))))
        {
            Check(IsNation(nation), $"Audit:{key}:{nation} must be a nation such as DE.");
            var fault = PemKeys.FaultOf(file, mustSign: key == "Keys");
            Check(fault is null, $"Audit:{key}:{nation} must be a PEM file with a key on the curve P-256; '{file}' {fault}.");
        }

        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;

        void CheckRetention(string section, AuditRetention retention)
        {
            Check(IsKept(retention.Callers), $"{section}:Callers must be a day to 36500 days.");
            Check(IsKept(retention.Records), $"{section}:Records must be a day to 36500 days.");
        }

        void Check(bool ok, string fault) => faults.AddRange(ok ? [] : [fault]);
    }

    private static bool IsNation(string text) => text.Length == 2 && text.All(char.IsAsciiLetterUpper);

    private static bool IsKept(TimeSpan time) => time >= TimeSpan.FromDays(1) && time <= TimeSpan.FromDays(36_500);
}
