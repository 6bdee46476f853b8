using System.Collections.Immutable;
using Google.OrTools.Sat;

namespace TaskForce.Roster.Formation.Search;

/// <summary>Turns rules of a model off, to find out which of them contradict each other. The usual ones turn none off.</summary>
internal class Switches
{
    /// <summary>Every rule holds.</summary>
    public static readonly Switches None = new();

    /// <summary>Makes a constraint hold only while its rule does.</summary>
    public virtual void Under(CpModel model, string rule, Constraint constraint)
    {
    }

    /// <summary>Keeps people out while the rule holds that keeps them out.</summary>
    public virtual void Exclude(CpModel model, Slot slot, ImmutableArray<BoolVar> chosen)
    {
    }

    /// <summary>Reads what the solver made of the switches.</summary>
    public virtual void Read(Func<BoolVar, bool> value)
    {
    }
}
