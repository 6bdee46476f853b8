using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Positions.States;

/// <summary>Who is near a point.</summary>
/// <param name="From">The point.</param>
/// <param name="Most">How many at most.</param>
/// <param name="RadiusMetres">How far at most; infinite for no limit.</param>
/// <param name="View">Which subjects.</param>
/// <param name="NotBefore">Earlier event times are left out.</param>
/// <param name="Now">For the uncertainty.</param>
internal sealed record NearestQuestion(SpherePoint From, int Most, double RadiusMetres, View View, long NotBefore, long Now);

/// <summary>A subject, and how far it is likely to be and its 68 % radius.</summary>
internal readonly record struct Neighbour(Known Known, double Metres, double Uncertainty)
{
    public double NearestMetres => Math.Max(0, Metres - Uncertainty);

    public double FarthestMetres => Metres + Uncertainty;
}

/// <summary>Who is near.</summary>
/// <param name="Neighbours">By likely distance.</param>
/// <param name="PossiblyNearer">Who is not among them but may be nearer than all of them, by its nearest distance.</param>
internal sealed record Nearest(IReadOnlyList<Neighbour> Neighbours, IReadOnlyList<Neighbour> PossiblyNearer);

/// <summary>
/// Finds who is near. A place is looked for as far beyond the reach as a radius can be: of most subjects up to <see cref="WideSubjects.Metres"/>; the few
/// whose radius is larger are looked for in a grid of their own.
/// </summary>
internal sealed class NearestAnswer(NearestQuestion question, StateBook states, Filter filter, Action<NearSearch> visit)
{
    public Nearest Find()
    {
        var likely = new LikelySearch(question, states, filter);
        Visit(likely, question.RadiusMetres);
        var neighbours = likely.Result();
        return new(neighbours, neighbours.Count == question.Most ? FindPossiblyNearer(neighbours) : []);
    }

    private List<Neighbour> FindPossiblyNearer(List<Neighbour> neighbours)
    {
        var reach = Math.Min(question.RadiusMetres, neighbours.Min(neighbour => neighbour.FarthestMetres));
        var possible = new PossibleSearch(question, states, filter, reach, [.. neighbours.Select(neighbour => neighbour.Known.Newest.Subject)]);
        Visit(possible, reach);
        return possible.Result();
    }

    private void Visit(NearSearch search, double reach)
    {
        var usual = reach + WideSubjects.Metres;
        search.LookBetween(-1, usual, isForWide: false);
        visit(search);
        if (search.MayFindBeyond(usual))
        {
            search.LookBetween(usual, reach + states.Wide.MostMetres, isForWide: true);
            visit(search);
        }
    }
}
