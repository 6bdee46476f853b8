using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Positions;

/// <content>The cubes, and who visits them.</content>
internal sealed partial class SphereGrid
{
    /// <summary>Says how far to look, and sees what is found.</summary>
    internal abstract class Visitor
    {
        /// <summary>The square of the longest chord of interest; may shrink on the way.</summary>
        public double ReachSquared { get; protected set; } = double.PositiveInfinity;

        /// <summary>Only what may be in this disc is of interest; null means everything.</summary>
        public Disc? Within { get; protected init; }

        public abstract void Visit(int subject, double chordSquared);
    }

    private readonly record struct Spot(SpherePoint At, int Subject);

    private record struct Holder(Fine? Cube, int Slot);

    private sealed class Coarse(Corner corner) : Cube(corner, (double)FinePerCoarse / FinePerRadius)
    {
        public Dictionary<Corner, Fine> Cubes { get; } = [];
    }

    private sealed class Fine(Corner corner, Coarse parent) : Cube(corner, 1.0 / FinePerRadius)
    {
        public Coarse Parent => parent;

        public Spot[] Spots { get; private set; } = new Spot[4];

        public int Count { get; private set; }

        public void Add(Spot spot)
        {
            if (Count == Spots.Length)
            {
                var more = new Spot[Count * 2];
                Spots.CopyTo(more, 0);
                Spots = more;
            }

            Spots[Count++] = spot;
        }

        /// <summary>Fills the gap with the last one; which subject that was.</summary>
        public int RemoveAt(int slot)
        {
            Spots[slot] = Spots[--Count];
            return Spots[slot].Subject;
        }
    }
}
