using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using TaskForce.Fuzz.Answers;
using TaskForce.Fuzz.Cases;
using TaskForce.Fuzz.Values;

namespace TaskForce.Fuzz;

/// <summary>Sends many cases by several callers at once and notes what is wrong with their answers.</summary>
internal sealed class FuzzRun(Doors doors, Pool pool, CaseMaker cases)
{
    private const int Callers = 16;
    private const int MostFaults = 400;
    private const int Report = 50_000;

    private readonly ConcurrentDictionary<string, (Case Case, string Text)> _faults = [];
    private readonly ConcurrentDictionary<(Rpc Rpc, Door Door), int> _answered = [];
    private readonly ConcurrentDictionary<string, int> _outcomes = [];
    private int _next = -1;

    /// <summary>What was answered <c>OK</c> at least once, by gRPC or gRPC-Web or REST.</summary>
    public IReadOnlyList<Rpc> Reached => [.. _answered.Keys.Select(key => key.Rpc).Distinct()];

    /// <summary>What was answered <c>OK</c> at least once at a door.</summary>
    public int ReachedAt(Door door) => _answered.Keys.Count(key => key.Door == door);

    /// <summary>How often each outcome came.</summary>
    public string Outcomes => string.Join(", ", _outcomes.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value.ToString(CultureInfo.InvariantCulture)}"));

    public Task SendAsync(int count, CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => WorkAsync(count, cancellation), cancellation)));

    /// <summary>Each kind of fault once, with the smallest case that still shows it.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancellation)
    {
        var reducer = new Reducer(doors);
        var told = new List<string>();
        foreach (var (key, (failing, text)) in _faults.OrderBy(fault => fault.Key, StringComparer.Ordinal))
        {
            var smaller = await reducer.ReduceAsync(failing, key.Split('|')[0], cancellation);
            told.Add($"{key}\n  {smaller}\n  {Show(smaller)}\n  answer: {text[..Math.Min(text.Length, 600)]}\n  TASKFORCE_FUZZ_REPLAY='{smaller.ToLine()}'");
        }

        return told;
    }

    private async Task WorkAsync(int count, CancellationToken cancellation)
    {
        for (var index = Interlocked.Increment(ref _next); index < count && _faults.Count < MostFaults; index = Interlocked.Increment(ref _next))
        {
            if (index % Report == 0 && index > 0)
            {
                TestContext.Current.SendDiagnosticMessage($"{index} sent: {Outcomes}");
            }

            var asked = cases.Make(index);
            var (answer, broken) = await doors.CallAsync(asked, cancellation);
            _outcomes.AddOrUpdate(answer?.Code?.ToString() ?? (answer is null ? "None" : "Stream"), 1, (_, n) => n + 1);
            if ((broken ?? Judge.Fault(asked, answer!)) is { } fault)
            {
                if (_faults.TryAdd($"{fault}|{asked.Rpc}", (asked, answer?.Text ?? "")))
                {
                    TestContext.Current.SendDiagnosticMessage($"{fault}: {asked} at {index}\n{answer?.Text}\n{asked.ToLine()[..Math.Min(900, asked.ToLine().Length)]}");
                }
            }
            else if (answer!.IsOk)
            {
                Learn(asked, answer);
            }
        }
    }

    private void Learn(Case asked, Answer answer)
    {
        _answered.AddOrUpdate((asked.Rpc, asked.Door), 1, (_, n) => n + 1);
        foreach (var message in answer.Messages)
        {
            pool.Add(asked.Rpc.Method.OutputType.Parser.ParseFrom(message));
        }
    }

    private static string Show(Case failing)
    {
        var text = failing.IsFramed
            ? new JsonFormatter(JsonFormatter.Settings.Default.WithFormatDefaultValues(false)).ToDiagnostic(failing)
            : Encoding.UTF8.GetString(failing.Body);
        return $"{failing.Verb} {failing.Target} {text[..Math.Min(text.Length, 600)]}";
    }
}

internal static class DiagnosticText
{
    // What JSON cannot say, bytes can.
    public static string ToDiagnostic(this JsonFormatter formatter, Case failing)
    {
        try
        {
            return formatter.Format(failing.Rpc.Method.InputType.Parser.ParseFrom(failing.Body.AsSpan(Frames.Prefix)));
        }
        catch (InvalidOperationException)
        {
            return Convert.ToHexString(failing.Body);
        }
    }
}
