namespace TaskForce.Tasking.Orders;

/// <summary>What is done when a rung is not reached in time; the numbers are the contract's.</summary>
internal enum EscalationAction
{
    Remind = 1,
    CallDeputy = 2,
    OfferNextProposal = 3,
    AlarmCentres = 4,
}

/// <summary>One step of an escalation.</summary>
internal sealed class LadderStep
{
    public EscalationAction Action { get; set; }

    /// <summary>How long to wait after it before the next one.</summary>
    public TimeSpan Wait { get; set; }
}

/// <summary>How long each rung may take, and what is done if it takes longer: configuration, section <c>ResponsePlans:N:Ladder</c>.</summary>
internal sealed class Ladder
{
    /// <summary>What is done unless a plan says otherwise.</summary>
    public static readonly IReadOnlyList<LadderStep> UsualSteps =
    [
        new() { Action = EscalationAction.Remind, Wait = TimeSpan.FromSeconds(30) },
        new() { Action = EscalationAction.CallDeputy, Wait = TimeSpan.FromMinutes(1) },
        new() { Action = EscalationAction.OfferNextProposal, Wait = TimeSpan.FromMinutes(1) },
        new() { Action = EscalationAction.AlarmCentres },
    ];

    /// <summary>From when the order was given until a device has stored it.</summary>
    public TimeSpan Stored { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>From stored until displayed.</summary>
    public TimeSpan Displayed { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>From displayed until read.</summary>
    public TimeSpan Read { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>From read until accepted or declined.</summary>
    public TimeSpan Accepted { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>In this order. The last is <see cref="EscalationAction.AlarmCentres"/>, so that no ladder ends unseen.</summary>
    public List<LadderStep> Steps { get; set; } = [];

    public IReadOnlyList<LadderStep> StepsInForce => Steps.Count > 0 ? Steps : UsualSteps;

    /// <summary>How long after the rung before it a rung may be reached.</summary>
    public TimeSpan LimitOf(Rung rung) => rung switch
    {
        Rung.Stored => Stored,
        Rung.Displayed => Displayed,
        Rung.Read => Read,
        _ => Accepted,
    };

    /// <summary>The action of a step; beyond the last, which a change of the configuration may leave an order, the alarm.</summary>
    public EscalationAction ActionOf(int step) => step < StepsInForce.Count ? StepsInForce[step].Action : EscalationAction.AlarmCentres;

    /// <summary>How long after a step the next one is due.</summary>
    public TimeSpan WaitAfter(int step) => step < StepsInForce.Count ? StepsInForce[step].Wait : TimeSpan.Zero;

    /// <summary>Where somebody else is looked for, which is where a declined order begins.</summary>
    public int StepForDeclined => StepsInForce.TakeWhile(step => step.Action < EscalationAction.OfferNextProposal).Count();

    /// <summary>How long after a step fell due the centres are alerted, even if nothing in between can be done.</summary>
    public TimeSpan UntilAlarm(int step)
    {
        var left = StepsInForce.Skip(step).TakeWhile(each => each.Action != EscalationAction.AlarmCentres);
        return left.Aggregate(TimeSpan.Zero, (sum, each) => sum + each.Wait);
    }

    /// <summary>Everything that is wrong with it.</summary>
    public IEnumerable<string> Faults(string key)
    {
        if (new[] { Stored, Displayed, Read, Accepted }.Any(limit => limit <= TimeSpan.Zero))
        {
            yield return $"{key} needs Stored, Displayed, Read and Accepted above zero.";
        }

        if (StepsInForce.Any(step => step.Wait < TimeSpan.Zero || !System.Enum.IsDefined(step.Action)))
        {
            yield return $"{key}:Steps need a known Action and a Wait that is not negative.";
        }

        if (StepsInForce[^1].Action != EscalationAction.AlarmCentres || StepsInForce.Count(step => step.Action == EscalationAction.AlarmCentres) != 1)
        {
            yield return $"{key}:Steps must end with AlarmCentres, once.";
        }
    }
}
