using TaskForce.Roster.Assets;
using TaskForce.Roster.Members;

namespace TaskForce.Roster.Formation;

/// <summary>Checks that a team's members can run its assets, each member one asset at most.</summary>
internal static class Crews
{
    /// <summary>The posts that nobody is left for.</summary>
    public static IEnumerable<Violation> Faults(Lineup lineup, Period period)
    {
        var members = lineup.Members.ToList();
        var posts = lineup.Assets.Select(candidate => candidate.Asset).DistinctBy(asset => asset.Name)
            .SelectMany(asset => asset.Details.Crew.SelectMany(crew => Enumerable.Repeat((Asset: asset, Crew: crew), crew.Count))).ToList();
        var postOf = new int?[members.Count];
        for (var post = 0; post < posts.Count; post++)
        {
            if (!Fill(post, []))
            {
                var (asset, crew) = posts[post];
                yield return new($"crew:{crew.Skill}", $"nobody is left with {crew.Skill} at grade {crew.MinGrade} or better to run {asset.Details.DisplayName}");
            }
        }

        // An augmenting path of a bipartite matching: whoever holds the post's skill takes it, if need be by leaving another post to somebody else.
        bool Fill(int post, HashSet<int> asked)
        {
            for (var m = 0; m < members.Count; m++)
            {
                if (Runs(members[m], posts[post].Crew) && asked.Add(m) && (postOf[m] is not { } other || Fill(other, asked)))
                {
                    postOf[m] = post;
                    return true;
                }
            }

            return false;
        }

        bool Runs(Candidate member, Crew crew) => member.Member.GradeOf(crew.Skill, period) >= crew.MinGrade;
    }
}
