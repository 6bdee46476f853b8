using System.Collections.Immutable;
using Google.Protobuf;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Release;

namespace TaskForce.Tasking.AfterAction;

/// <summary>One nation's signature over a digest of the content.</summary>
internal sealed record Signature(string Nation, string Signer, DateTimeOffset Time, string Digest);

/// <summary>What people wrote of a mission, and who signed. Immutable: each change returns a new one.</summary>
internal sealed record AfterAction(MissionName Mission)
{
    /// <summary>Null until somebody has written one: then the mission's own report speaks.</summary>
    public string? Narrative { get; init; }

    public string? Lessons { get; init; }

    public V1.AfterActionReport.Types.Figures? Figures { get; init; }

    public string Author { get; init; } = "";

    /// <summary>The author's nation, if that is a field unit.</summary>
    public string AuthorUnit { get; init; } = "";

    public DateTimeOffset? UpdateTime { get; init; }

    public ImmutableArray<Signature> Signatures { get; init; } = [];

    /// <summary>The content that was signed: it stays as it is while there is a signature, whatever the log adds.</summary>
    public V1.AfterActionReport? Signed { get; init; }

    /// <summary>Writes in the report; what was signed is no longer what it says.</summary>
    public AfterAction Write(V1.AfterActionReport asked, Caller author, DateTimeOffset now) => this with
    {
        Narrative = asked.Narrative.Trim(),
        Lessons = asked.Lessons.Trim(),
        Figures = asked.Figures ?? new(),
        Author = author.Subject,
        AuthorUnit = author.UnitNation(),
        UpdateTime = now,
        Signatures = [],
        Signed = null,
    };

    /// <summary>Signs exactly what was read. Says nothing new once the nation has.</summary>
    /// <exception cref="DomainException">The content is another, the mission has not ended, or the caller may not.</exception>
    public AfterAction Sign(V1.AfterActionReport content, ByteString digest, Caller caller, DateTimeOffset now)
    {
        if (Signatures.Any(signature => signature.Nation == caller.Nation))
        {
            return this;
        }

        MustBeSignable(content, digest);
        if (Signatures.FirstOrDefault(signature => signature.Signer == caller.Subject) is { } other)
        {
            throw new DomainException(Fault.Denied, "SECOND_KEY", $"{caller.Subject} has signed for {other.Nation}; nobody signs for two nations.");
        }

        return this with
        {
            Signed = content,
            Signatures = [.. Signatures.Append(new(caller.Nation, caller.Subject, now, Convert.ToHexString(digest.Span))).OrderBy(each => each.Nation, StringComparer.Ordinal)],
        };
    }

    private void MustBeSignable(V1.AfterActionReport content, ByteString digest)
    {
        if (digest != content.ContentDigest())
        {
            throw new DomainException(Fault.Conflict, "CONTENT_CHANGED", $"The report of {Mission} is not the one that was read; read it again.");
        }

        if (content.MissionState is not (V1.Mission.Types.State.Completed or V1.Mission.Types.State.Recalled or V1.Mission.Types.State.Cancelled))
        {
            throw new DomainException(Fault.Rejected, "MISSION_STATE", $"{Mission} is {WireName.Of(content.MissionState)}; its report can be signed once it has ended.");
        }

        if (content.Narrative.Length == 0)
        {
            throw new DomainException(Fault.Rejected, "NARRATIVE_MISSING", $"The report of {Mission} does not say what happened; its leader or a centre must write it first.");
        }
    }
}

/// <summary>What people wrote, as stored.</summary>
internal sealed class AfterActionRow : Row<AfterAction>
{
    public static string NameOf(MissionName mission) => $"{mission}/afterActionReport";

    protected override string NameOf(AfterAction value) => NameOf(value.Mission);
}
