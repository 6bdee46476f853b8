using Google.Protobuf.WellKnownTypes;
using TaskForce.Type.V1;
using static TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types;

namespace TaskForce.Geolocation.Travel;

/// <summary>A part of a journey, for people.</summary>
internal readonly record struct JourneyLeg(Leg.Types.Kind Kind, TravelMode Mode, string Name, double Seconds)
{
    public Leg ToProto() => new() { Kind = Kind, Mode = Mode, DisplayName = Name, Duration = new Duration { Seconds = (long)Math.Round(Seconds) } };
}

/// <summary>The legs of one journey in their order; what takes no time is left out.</summary>
internal sealed class Itinerary
{
    public List<JourneyLeg> Legs { get; } = [];

    public void Add(Leg.Types.Kind kind, TravelMode mode, string name, double seconds)
    {
        if (seconds > 0)
        {
            Legs.Add(new(kind, mode, name, seconds));
        }
    }
}
