using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Client;
using TaskForce.Geolocation.Disclosures;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Positions.Map;
using TaskForce.Geolocation.Positions.States;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Tests.Positions.Map;

/// <summary>Subjects that are reported to two processes, and the maps that are watched there: what there is without the wire and the store.</summary>
internal sealed class MapWorld : IDisposable
{
    private readonly Dictionary<long, long> _receipts = new() { [0] = 0 };
    private readonly List<DisclosureRow> _untold = [];
    private long _sequence;
    private int _disclosures;

    public MapWorld(int subjects) => Processes = [new(subjects, Clock), new(subjects, Clock)];

    public FakeTimeProvider Clock { get; } = new(GeolocationApp.Noon);

    public IReadOnlyList<MapProcess> Processes { get; }

    /// <summary>A report of so many seconds ago.</summary>
    public void Report(int subject, double latitude, double longitude, double secondsAgo = 0)
    {
        var now = Clock.GetUtcNow();
        _receipts[++_sequence] = now.UtcTicks;
        Fix[] fix =
        [
            new()
            {
                Sequence = _sequence,
                Subject = subject,
                EventTime = now.AddSeconds(-secondsAgo).UtcTicks,
                ReceiptTime = now.UtcTicks,
                Latitude = Fix.Units(latitude),
                Longitude = Fix.Units(longitude),
                AccuracyMetres = 10,
                SpeedMps = float.NaN,
                HeadingDegrees = float.NaN,
                Source = 1,
                IsLate = secondsAgo > 0,
            },
        ];
        Processes[0].Feed.Publish(fix);
        Processes[1].Feed.Publish(fix);
    }

    /// <summary>Discloses a subject to Germany, from and to so many seconds from now; known to one process later than to the other.</summary>
    public void Disclose(int subject, double from, double until, bool isKnownToAll)
    {
        var (now, row) = (Clock.GetUtcNow(), new DisclosureRow());
        var disclosed = new DisclosedSubject($"members/unit-{subject}", "MA", now.AddSeconds(from), null);
        row.Set(new(new($"disclosure-{++_disclosures}"), new([disclosed], ["DE"], "A mission.", "", now.AddSeconds(until)), now, now));
        _untold.Add(row);
        Processes[0].Index.Disclosures.Set(_untold);
        if (isKnownToAll)
        {
            Processes[1].Index.Disclosures.Set(_untold);
            _untold.Clear();
        }
    }

    /// <summary>Lets both processes know what is disclosed.</summary>
    public void TellDisclosures() => Processes[1].Index.Disclosures.Set(_untold);

    public long ReceiptTimeOf(long sequence) => _receipts[sequence];

    public void Dispose()
    {
        foreach (var process in Processes)
        {
            process.Dispose();
        }
    }
}

/// <summary>What a process knows.</summary>
internal sealed class MapProcess : IDisposable
{
    public MapProcess(int subjects, TimeProvider clock)
    {
        for (var subject = 0; subject < subjects; subject++)
        {
            Index.Subjects.Add(Encoding.UTF8.GetBytes($"members/unit-{subject}"), Index.Subjects.NumberOf(subject % 2 == 0 ? "DE" : "MA"));
        }

        Index.Subjects.MakeKnown(subjects);
        Feed = new(Index, clock);
        Board = new(Feed, Options.Create(new MapOptions()), clock);
    }

    public PositionIndex Index { get; } = new(Options.Create(new StateOptions()));

    public PositionFeed Feed { get; }

    public MapBoard Board { get; }

    /// <summary>What a nation may see; everything if null.</summary>
    public Sight SightOf(string? nation) => nation is null ? Sight.Everything : new(Index.Disclosures, Index.Subjects.NumberOf(nation));

    public void Dispose()
    {
        Board.Dispose();
        Feed.Dispose();
        Index.Dispose();
    }
}

/// <summary>Somebody who watches a map, and what is on it.</summary>
internal sealed class MapReader(MapWorld world, Selection selection, int? zoom, string? nation = null) : IDisposable
{
    private readonly ByteBuffer _message = new();
    private MapBoard.Lease? _place;
    private MapBoard? _board;
    private MapWatcher? _watcher;
    private long? _end;

    public PositionMap Map { get; } = new();

    public long Cursor { get; private set; }

    /// <summary>How often a subject was told.</summary>
    public int Told { get; private set; }

    private long Now => world.Clock.GetUtcNow().UtcTicks;

    /// <summary>Begins, or goes on from where it was; whether it could.</summary>
    public bool Connect(MapProcess process)
    {
        Disconnect();
        (_board, _place) = (process.Board, process.Board.Open(zoom));
        _watcher = new(_place.Layer, new(new(selection, process.SightOf(nation)), process.Index, _place.Layer.Scale), process.Index.Subjects);
        var goesOn = Cursor > 0 && _board.Read(() => _watcher.TryResume(Cursor, world.ReceiptTimeOf(Cursor) - TimeSpan.TicksPerSecond, Now));
        if (!goesOn)
        {
            Map.Apply(new() { Type = V1.PositionEvent.Types.Type.Reset });
            Cursor = 0;
        }

        return goesOn;
    }

    public void Disconnect()
    {
        _place?.Dispose();
        (_place, _end) = (null, null);
    }

    /// <summary>Takes the next event, if it is connected and there is one; whether there may be more of this round.</summary>
    public bool Read()
    {
        if (_place is null)
        {
            return false;
        }

        if (_end is null)
        {
            _end = _board!.Refresh().End;
            _watcher!.BeginRound(Now);
        }

        var more = _board!.Read(() => _watcher!.Fill(_message));
        (Cursor, _end) = more ? (Cursor, _end) : (_end.Value, null);
        MapEntry.Close(_message, Cursor);
        var read = V1.PositionEvent.Parser.ParseFrom(_message.Written);
        _message.Clear();
        Told += read.Changes.Count;
        Map.Apply(read);
        return more;
    }

    public void Dispose() => _place?.Dispose();
}
