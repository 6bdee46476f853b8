using System.Runtime.InteropServices;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Positions;

/// <summary>
/// Keeps subjects, by number, by where they are: cubes of space 640 km wide that hold cubes 40 km wide that hold the places. Cubes, unlike cells of
/// latitude and longitude, are the same at the poles and at the antimeridian as anywhere else. Not thread safe.
/// </summary>
internal sealed partial class SphereGrid
{
    private const int FinePerRadius = 160;
    private const int FinePerCoarse = 16;

    private readonly Dictionary<Corner, Coarse> _cubes = [];
    private Holder[] _holders = new Holder[1024];

    /// <summary>Notes where a subject is now. As long as it stays in its cube that is one write.</summary>
    public void Put(int subject, SpherePoint at)
    {
        if (subject >= _holders.Length)
        {
            Array.Resize(ref _holders, Math.Max(subject + 1, _holders.Length * 2));
        }

        ref var holder = ref _holders[subject];
        var corner = Corner.Of(at, FinePerRadius);
        if (holder.Cube is { } cube)
        {
            if (cube.Corner == corner)
            {
                cube.Spots[holder.Slot] = new(at, subject);
                return;
            }

            Remove(cube, holder.Slot);
        }

        var fine = FindOrAdd(corner);
        holder = new(fine, fine.Count);
        fine.Add(new(at, subject));
    }

    /// <summary>Forgets a subject.</summary>
    public void Remove(int subject)
    {
        if (subject < _holders.Length && _holders[subject] is { Cube: { } cube, Slot: var slot })
        {
            Remove(cube, slot);
            _holders[subject] = default;
        }
    }

    public SpherePoint PlaceOf(int subject) => _holders[subject] is { Cube: { } cube, Slot: var slot } ? cube.Spots[slot].At : default;

    /// <summary>Visits what is near a point, nearest cubes first, until the visitor's reach is exhausted.</summary>
    public void VisitNear(SpherePoint from, Visitor visitor)
    {
        // Where many are, those of the point's own cube shrink the reach so much that hardly another cube is of interest.
        var home = Find(Corner.Of(from, FinePerRadius));
        if (home is not null && home.MayMeet(visitor.Within))
        {
            Visit(home, from, visitor);
        }

        var queue = new PriorityQueue<Cube, double>();
        foreach (var (_, coarse) in _cubes)
        {
            Enqueue(coarse, from, visitor, queue);
        }

        while (queue.TryDequeue(out var cube, out var least) && least <= visitor.ReachSquared)
        {
            if (cube is Fine fine)
            {
                Visit(fine, from, visitor);
                continue;
            }

            foreach (var (_, inner) in ((Coarse)cube).Cubes)
            {
                if (inner != home)
                {
                    Enqueue(inner, from, visitor, queue);
                }
            }
        }
    }

    private static void Enqueue(Cube cube, SpherePoint from, Visitor visitor, PriorityQueue<Cube, double> queue)
    {
        var least = cube.LeastChordSquared(from);
        if (least <= visitor.ReachSquared && cube.MayMeet(visitor.Within))
        {
            queue.Enqueue(cube, least);
        }
    }

    private static void Visit(Fine cube, SpherePoint from, Visitor visitor)
    {
        foreach (ref readonly var spot in cube.Spots.AsSpan(0, cube.Count))
        {
            var chordSquared = spot.At.ChordSquaredTo(from);
            if (chordSquared <= visitor.ReachSquared)
            {
                visitor.Visit(spot.Subject, chordSquared);
            }
        }
    }

    private Fine? Find(Corner corner) => _cubes.GetValueOrDefault(Outer(corner))?.Cubes.GetValueOrDefault(corner);

    private Fine FindOrAdd(Corner corner)
    {
        var outer = Outer(corner);
        ref var coarse = ref CollectionsMarshal.GetValueRefOrAddDefault(_cubes, outer, out _);
        coarse ??= new(outer);
        ref var fine = ref CollectionsMarshal.GetValueRefOrAddDefault(coarse.Cubes, corner, out _);
        return fine ??= new(corner, coarse);
    }

    private static Corner Outer(Corner corner) => new(corner.X >> 4, corner.Y >> 4, corner.Z >> 4);

    private void Remove(Fine cube, int slot)
    {
        var last = cube.RemoveAt(slot);
        _holders[last].Slot = slot;
        if (cube.Count == 0 && cube.Parent.Cubes.Remove(cube.Corner) && cube.Parent.Cubes.Count == 0)
        {
            _cubes.Remove(cube.Parent.Corner);
        }
    }
}
