using TaskForce.Type.V1;
using static TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Leg.Types;

namespace TaskForce.Geolocation.Travel.Modes;

/// <summary>What a mode's options say, in units to calculate with: metres and seconds.</summary>
internal sealed class Figures(TravelMode mode, ModeOptions options)
{
    private const double KmhPerMetresPerSecond = 3.6;

    public TravelMode Mode => mode;

    public double StartUp { get; } = options.StartUp.TotalSeconds;

    public double Arrival { get; } = options.Arrival.TotalSeconds;

    public double Overhead => StartUp + Arrival;

    public double Range { get; } = options.RangeKm > 0 ? options.RangeKm * 1000 : double.PositiveInfinity;

    /// <summary>The longest way along roads.</summary>
    public double Farthest => Range * options.DetourFactor;

    public int MostStops => options.MostStops;

    public double Refuel { get; } = options.RefuelTime.TotalSeconds;

    /// <summary>Seconds on the way for so many metres of it, detours included.</summary>
    public double Travel(double metres, double speedKmh) => metres / Pace(speedKmh);

    /// <summary>Metres a second on the way, detours included.</summary>
    public double Pace(double speedKmh) => (speedKmh > 0 ? speedKmh : options.SpeedKmh) / KmhPerMetresPerSecond / options.DetourFactor;

    /// <summary>The traveller's own speed instead of the mode's, for a distance along roads.</summary>
    public static double Along(double metres, double speedKmh) => metres / (speedKmh / KmhPerMetresPerSecond);

    public void Prepare(Itinerary itinerary) => itinerary.Add(Kind.Preparation, mode, "", StartUp);

    public void Arrive(Itinerary itinerary) => itinerary.Add(Kind.Arrival, mode, "", Arrival);

    public void Move(Itinerary itinerary, double metres, double speedKmh, string name = "") =>
        itinerary.Add(Kind.Travel, mode, name, Travel(metres, speedKmh));
}
