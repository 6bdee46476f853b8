using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Positions;

/// <summary>
/// Keeps points by where they are: cubes of space 640 km wide that hold cubes 40 km wide that hold the points. Cubes, unlike cells of
/// latitude and longitude, are the same at the poles and at the antimeridian as anywhere else. Not thread safe.
/// </summary>
internal sealed class SphereGrid
{
    private const int FinePerRadius = 160;
    private const int FinePerCoarse = 16;

    private readonly Dictionary<Corner, Coarse> _cubes = [];

    public void Add(Item item)
    {
        var corner = Corner.Of(item.At, FinePerRadius);
        var outer = new Corner(corner.X >> 4, corner.Y >> 4, corner.Z >> 4);
        if (!_cubes.TryGetValue(outer, out var coarse))
        {
            _cubes[outer] = coarse = new(outer);
        }

        coarse.Add(corner, item);
    }

    public void Remove(Item item)
    {
        var coarse = item.Cube!.Parent;
        if (coarse.Remove(item))
        {
            _cubes.Remove(coarse.Corner);
        }
    }

    /// <summary>Visits what is near a point, nearest cubes first, until the visitor's reach is exhausted.</summary>
    public void VisitNear(SpherePoint from, Visitor visitor)
    {
        var queue = new PriorityQueue<Cube, double>();
        Enqueue(_cubes.Values, from, visitor, queue);
        while (queue.TryDequeue(out var cube, out var least) && least <= visitor.ReachSquared)
        {
            if (cube is Coarse coarse)
            {
                Enqueue(coarse.Cubes.Values, from, visitor, queue);
            }
            else
            {
                Visit((Fine)cube, from, visitor);
            }
        }
    }

    private static void Enqueue(IEnumerable<Cube> cubes, SpherePoint from, Visitor visitor, PriorityQueue<Cube, double> queue)
    {
        foreach (var cube in cubes)
        {
            var least = cube.LeastChordSquared(from);
            if (least <= visitor.ReachSquared && cube.MayMeet(visitor.Within))
            {
                queue.Enqueue(cube, least);
            }
        }
    }

    private static void Visit(Fine cube, SpherePoint from, Visitor visitor)
    {
        foreach (var item in cube.Items)
        {
            var chordSquared = item.At.ChordSquaredTo(from);
            if (chordSquared <= visitor.ReachSquared)
            {
                visitor.Visit(item.Point, chordSquared);
            }
        }
    }

    /// <summary>A point in the grid.</summary>
    internal sealed class Item(TrackPoint point)
    {
        public TrackPoint Point { get; } = point;

        public SpherePoint At { get; } = SpherePoint.Of(point.Location);

        /// <summary>Where it is kept, so that it is found again without a search; the grid's own.</summary>
        public Fine? Cube { get; set; }

        public int Slot { get; set; }
    }

    /// <summary>Says how far to look, and sees what is found.</summary>
    internal abstract class Visitor
    {
        /// <summary>The square of the longest chord of interest; may shrink on the way.</summary>
        public double ReachSquared { get; protected set; } = double.PositiveInfinity;

        /// <summary>Only what may be in this disc is of interest; null means everything.</summary>
        public Disc? Within { get; protected init; }

        public abstract void Visit(TrackPoint point, double chordSquared);
    }

    /// <summary>The lowest corner of a cube, counted in cubes.</summary>
    internal readonly record struct Corner(int X, int Y, int Z)
    {
        public static Corner Of(SpherePoint point, int perRadius) =>
            new((int)Math.Floor(point.X * perRadius), (int)Math.Floor(point.Y * perRadius), (int)Math.Floor(point.Z * perRadius));
    }

    internal abstract class Cube(Corner corner, double width)
    {
        public Corner Corner => corner;

        /// <summary>The square of the distance from a point to the nearest point of the cube.</summary>
        public double LeastChordSquared(SpherePoint from)
        {
            var (x, y, z) = (Gap(from.X, corner.X), Gap(from.Y, corner.Y), Gap(from.Z, corner.Z));
            return (x * x) + (y * y) + (z * z);
        }

        public bool MayMeet(Disc? disc) => disc is null || LeastChordSquared(disc.Centre) <= disc.ChordSquared;

        private double Gap(double from, int low) => Math.Max(0, Math.Max((low * width) - from, from - ((low + 1) * width)));
    }

    internal sealed class Coarse(Corner corner) : Cube(corner, (double)FinePerCoarse / FinePerRadius)
    {
        public Dictionary<Corner, Fine> Cubes { get; } = [];

        public void Add(Corner fineCorner, Item item)
        {
            if (!Cubes.TryGetValue(fineCorner, out var fine))
            {
                Cubes[fineCorner] = fine = new(fineCorner, this);
            }

            (item.Cube, item.Slot) = (fine, fine.Items.Count);
            fine.Items.Add(item);
        }

        /// <summary>Removes an item and tells whether nothing is left.</summary>
        public bool Remove(Item item)
        {
            var items = item.Cube!.Items;
            items[item.Slot] = items[^1];
            items[item.Slot].Slot = item.Slot;
            items.RemoveAt(items.Count - 1);
            if (items.Count == 0)
            {
                Cubes.Remove(item.Cube.Corner);
            }

            return Cubes.Count == 0;
        }
    }

    internal sealed class Fine(Corner corner, Coarse parent) : Cube(corner, 1.0 / FinePerRadius)
    {
        public Coarse Parent => parent;

        public List<Item> Items { get; } = [];
    }
}
