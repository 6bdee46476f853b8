namespace TaskForce.Faults.Model;

/// <summary>What was found.</summary>
/// <param name="States">How many different states can be reached.</param>
/// <param name="Steps">How many steps lead from one to another.</param>
/// <param name="Fault">What is wrong, or null.</param>
/// <param name="Trace">The shortest way to it, step by step.</param>
internal sealed record Exploration(int States, long Steps, string? Fault, IReadOnlyList<string> Trace)
{
    public override string ToString() => Fault is null
        ? $"{States} states, {Steps} steps, nothing wrong"
        : $"{Fault}\n{string.Join('\n', Trace.Select((step, i) => $"{i + 1,3}. {step}"))}";
}

/// <summary>
/// Visits every state that can be reached, breadth first, so that the way to a fault is the shortest there is. Afterwards it looks whether a
/// good end can still be reached from everywhere.
/// </summary>
/// <param name="next">Every step that can be taken in a state, with a name for people.</param>
/// <param name="key">Two states with the same key are the same state.</param>
/// <param name="check">What is wrong with a step, or null.</param>
/// <param name="isGoodEnd">Whether everything has come to rest as it should.</param>
internal sealed class Explorer<TState>(
    Func<TState, IEnumerable<(string Name, TState State)>> next, Func<TState, string> key, Func<TState, TState, string?> check, Func<TState, bool> isGoodEnd)
    where TState : notnull
{
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<(int Parent, string Step)> _parents = [];
    private readonly List<(int From, int To)> _edges = [];
    private readonly List<int> _ends = [];

    public Exploration Explore(TState first)
    {
        var waiting = new Queue<(int Number, TState State)>();
        waiting.Enqueue((Number(first, -1, ""), first));
        while (waiting.TryDequeue(out var from))
        {
            foreach (var (name, state) in next(from.State))
            {
                var known = _parents.Count;
                var number = Number(state, from.Number, name);
                _edges.Add((from.Number, number));
                if (check(from.State, state) is { } fault)
                {
                    return new(_parents.Count, _edges.Count, fault, [.. Trace(from.Number), name]);
                }

                if (number == known)
                {
                    waiting.Enqueue((number, state));
                }
            }
        }

        return FindDeadEnd() is { } stuck
            ? new(_parents.Count, _edges.Count, "from here no good end can be reached", [.. Trace(stuck)])
            : new(_parents.Count, _edges.Count, null, []);
    }

    private int Number(TState state, int parent, string step)
    {
        var text = key(state);
        if (!_numbers.TryGetValue(text, out var number))
        {
            number = _numbers[text] = _parents.Count;
            _parents.Add((parent, step));
            if (isGoodEnd(state))
            {
                _ends.Add(number);
            }
        }

        return number;
    }

    // Backwards from every good end: what is not met has no way to one.
    private int? FindDeadEnd()
    {
        var before = _edges.ToLookup(edge => edge.To, edge => edge.From);
        var good = new bool[_parents.Count];
        var waiting = new Stack<int>(_ends);
        while (waiting.TryPop(out var number))
        {
            if (!good[number])
            {
                good[number] = true;
                foreach (var from in before[number])
                {
                    waiting.Push(from);
                }
            }
        }

        return Array.IndexOf(good, false) is >= 0 and var stuck ? stuck : null;
    }

    private List<string> Trace(int number)
    {
        var steps = new List<string>();
        for (; _parents[number].Parent >= 0; number = _parents[number].Parent)
        {
            steps.Add(_parents[number].Step);
        }

        steps.Reverse();
        return steps;
    }
}
