using Google.OrTools.Sat;

namespace TaskForce.Roster.Formation;

/// <summary>
/// The choice of a team's members as a constraint model: the latest arrival earliest, then the least total travel, then the best
/// qualified leaders. Deterministic: one worker, a fixed seed, candidates in a fixed order.
/// </summary>
internal sealed class TeamModel
{
    private const string Parameters = "num_workers:1,random_seed:1,max_time_in_seconds:5";
    private const int BestGrade = 5;

    private readonly CpModel _model = new();
    private readonly Candidate[] _candidates;
    private readonly int[] _seconds;
    private readonly BoolVar[] _chosen;
    private readonly BoolVar[] _leader;
    private readonly BoolVar[] _deputy;

    /// <param name="candidates">Available members only.</param>
    /// <param name="requirement">What the team must be able to do.</param>
    /// <param name="leaderSkill">The skill that leader and deputy need; empty if none.</param>
    public TeamModel(IEnumerable<Candidate> candidates, Requirement requirement, string leaderSkill)
    {
        _candidates = [.. candidates];
        _seconds = [.. _candidates.Select(candidate => (int)Math.Ceiling(candidate.TravelTime.TotalSeconds))];
        _chosen = [.. _candidates.Select((_, i) => _model.NewBoolVar($"chosen{i}"))];
        _leader = [.. _candidates.Select((_, i) => _model.NewBoolVar($"leader{i}"))];
        _deputy = [.. _candidates.Select((_, i) => _model.NewBoolVar($"deputy{i}"))];
        ConstrainMembers(requirement);
        ConstrainLanguage(requirement);
        ConstrainLeaders(requirement, leaderSkill);
        Minimise(requirement, leaderSkill);
    }

    /// <summary>The best team that was not given before, or null if there is none.</summary>
    public IReadOnlyList<Part>? Next()
    {
        var solver = new CpSolver { StringParameters = Parameters };
        if (solver.Solve(_model) is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
        {
            return null;
        }

        var picked = Enumerable.Range(0, _candidates.Length).Where(i => solver.BooleanValue(_chosen[i])).ToList();
        // The next one must leave out at least one of these.
        _model.Add(LinearExpr.Sum(picked.Select(i => _chosen[i])) <= picked.Count - 1);
        return [.. picked
            .Select(i => new Part(_candidates[i], solver.BooleanValue(_leader[i]) ? TeamRole.Leader : solver.BooleanValue(_deputy[i]) ? TeamRole.Deputy : TeamRole.Member))
            .OrderBy(part => part.Role).ThenBy(part => part.Candidate.TravelTime).ThenBy(part => part.Candidate.Member.Name.Id, StringComparer.Ordinal)];
    }

    private void ConstrainMembers(Requirement requirement)
    {
        _model.AddLinearConstraint(LinearExpr.Sum(_chosen), requirement.MinMembers, requirement.MaxMembers);
        foreach (var quota in requirement.Quotas)
        {
            _model.Add(Count(candidate => candidate.Nation == quota.Nation) >= quota.MinMembers);
        }

        foreach (var need in requirement.Skills)
        {
            _model.Add(Count(candidate => candidate.Member.GradeOf(need.Skill, requirement.Period) >= need.MinGrade) >= need.Count);
        }
    }

    private void ConstrainLanguage(Requirement requirement)
    {
        var languages = requirement.Languages.IsEmpty
            ? _candidates.SelectMany(candidate => candidate.Member.Details.Languages).Distinct().Order(StringComparer.Ordinal).ToList()
            : [.. requirement.Languages];
        var shared = languages.Select(language => _model.NewBoolVar(language)).ToList();
        _model.AddExactlyOne(shared);
        for (var i = 0; i < _candidates.Length; i++)
        {
            for (var l = 0; l < languages.Count; l++)
            {
                if (!_candidates[i].Member.Details.Languages.Contains(languages[l]))
                {
                    _model.AddBoolOr([_chosen[i].Not(), shared[l].Not()]);
                }
            }
        }
    }

    private void ConstrainLeaders(Requirement requirement, string leaderSkill)
    {
        _model.AddExactlyOne(_leader);
        _model.AddExactlyOne(_deputy);
        for (var i = 0; i < _candidates.Length; i++)
        {
            _model.AddImplication(_leader[i], _chosen[i]);
            _model.AddImplication(_deputy[i], _chosen[i]);
            if (leaderSkill.Length > 0 && _candidates[i].Member.GradeOf(leaderSkill, requirement.Period) == 0)
            {
                _model.Add(_leader[i] + _deputy[i] == 0);
            }
        }

        foreach (var nation in requirement.Nations)
        {
            var own = Enumerable.Range(0, _candidates.Length).Where(i => _candidates[i].Nation == nation);
            _model.AddAtMostOne(own.SelectMany(i => new ILiteral[] { _leader[i], _deputy[i] }));
        }
    }

    // One sum whose parts cannot outweigh one another; 50 members and a week of travel stay far below the 64 bits of the solver.
    private void Minimise(Requirement requirement, string leaderSkill)
    {
        var longest = _seconds.DefaultIfEmpty().Max();
        var latest = _model.NewIntVar(0, longest, "latest");
        for (var i = 0; i < _candidates.Length; i++)
        {
            _model.Add(latest >= _seconds[i] * _chosen[i]);
        }

        var grades = _candidates.Select(candidate => BestGrade - candidate.Member.GradeOf(leaderSkill, requirement.Period)).ToArray();
        const int Grades = (2 * BestGrade) + 1;
        var travels = ((long)longest * requirement.MaxMembers) + 1;
        _model.Minimize(
            (latest * (travels * Grades))
            + LinearExpr.WeightedSum(_chosen, _seconds.Select(seconds => (long)seconds * Grades))
            + LinearExpr.WeightedSum(_leader, grades)
            + LinearExpr.WeightedSum(_deputy, grades));
    }

    private LinearExpr Count(Func<Candidate, bool> counts) =>
        LinearExpr.Sum(Enumerable.Range(0, _candidates.Length).Where(i => counts(_candidates[i])).Select(i => _chosen[i]));
}
