using Google.Protobuf;
using Google.Protobuf.Collections;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>Looks of a caller by one rulebook. Thread safe.</summary>
internal sealed class Look(ReleaseBook book, Rulebook rules, Caller caller)
{
    private readonly Viewer _viewer = rules.ViewerOf(caller);
    private volatile Known _last = new("", rules.For(rules.ViewerOf(caller), ""));

    /// <summary>The rules by which it looks.</summary>
    public Rulebook Rules => rules;

    /// <summary>Whether anything is withheld from a message.</summary>
    public bool TakesFrom(IMessage message, MessagePlan plan)
    {
        if ((plan.IsOwned && !Decide(message, plan).IsNothing) || WithholdsAny(message, plan))
        {
            return true;
        }

        foreach (var (field, inner) in plan.Parts)
        {
            var parts = MessagesIn.Of(field, message);
            for (var i = 0; i < parts.Count; i++)
            {
                if (TakesFrom(parts[i], inner))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Takes out what is withheld, and lists it.</summary>
    public void Redact(IMessage message, MessagePlan plan)
    {
        // Before anything is cleared: what is may say which record it is.
        var foreign = plan.Foreign.Count > 0 ? plan.Foreign.FindAll(field => Withholds(message, plan, field)) : [];
        if (plan.IsOwned && Decide(message, plan) is { IsNothing: false } decision)
        {
            decision.Apply(message, Listed(plan, message));
        }

        foreach (var field in foreign)
        {
            field.Field.Accessor.Clear(message);
            Listed(plan, message).Add(field.Field.Name);
        }

        foreach (var (field, inner) in plan.Parts)
        {
            var parts = MessagesIn.Of(field, message);
            for (var i = 0; i < parts.Count; i++)
            {
                Redact(parts[i], inner);
            }
        }
    }

    /// <summary>What the owner releases of a record.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="resource">The record; empty if it has no name.</param>
    public Grant GrantOf(string owner, string resource)
    {
        // The records of an answer are mostly of one nation.
        var (last, grants) = _last;
        if (last != owner)
        {
            grants = rules.For(_viewer, owner);
            _last = new(owner, grants);
        }

        return ReferenceEquals(grants.Always, grants.InJointWork) || !book.JointWork.Joins(resource, _viewer.Nation) ? grants.Always : grants.InJointWork;
    }

    /// <summary>What is withheld of an owned message.</summary>
    public Decision Decide(IMessage message, MessagePlan plan)
    {
        if (plan.IsJoint)
        {
            return DecideJointly(message, plan);
        }

        var owner = plan.Owners[0].TextOf(message);
        return owner.Length == 0 ? (plan.MayBeNobodys ? Decision.Nothing : Grant.None.For(plan))
            : owner == _viewer.Nation ? Decision.Nothing
            : GrantOf(owner, plan.Resource?.TextOf(message) ?? "").For(plan);
    }

    // What is joint: others see what all the owners release.
    private Decision DecideJointly(IMessage message, MessagePlan plan)
    {
        var owners = plan.Owners.SelectMany(owner => owner.TextsOf(message)).ToList();
        if (owners.Contains(_viewer.Nation) || (owners.Count == 0 && plan.MayBeNobodys))
        {
            return Decision.Nothing;
        }

        var resource = plan.Resource?.TextOf(message) ?? "";
        return Decision.Of(plan, datum => owners.Count > 0 && owners.TrueForAll(owner => GrantOf(owner, resource).Includes(datum)));
    }

    private bool WithholdsAny(IMessage message, MessagePlan plan) => plan.Foreign.Count > 0 && plan.Foreign.Exists(field => Withholds(message, plan, field));

    // Each of the owners beside the field must release it; without any it is as the rest of the message.
    private bool Withholds(IMessage message, MessagePlan plan, FieldPlan field)
    {
        var (owners, resource) = (field.OwnedBy!.TextsOf(message).ToList(), plan.Resource?.TextOf(message) ?? "");
        return owners.Count > 0
            ? owners.Exists(owner => owner != _viewer.Nation && !field.IsSeen(GrantOf(owner, resource).Includes))
            : plan.IsOwned && !OwnersShow(message, plan, field, resource);
    }

    private bool OwnersShow(IMessage message, MessagePlan plan, FieldPlan field, string resource)
    {
        var owners = plan.Owners.SelectMany(owner => owner.TextsOf(message)).ToList();
        return owners.Count == 0 ? plan.MayBeNobodys
            : owners.Contains(_viewer.Nation) || field.IsSeen(datum => owners.TrueForAll(owner => GrantOf(owner, resource).Includes(datum)));
    }

    private static RepeatedField<string> Listed(MessagePlan plan, IMessage message) => (RepeatedField<string>)plan.Withheld!.Accessor.GetValue(message);

    private sealed record Known(string Owner, Grants Grants);
}
