namespace TaskForce.Geolocation.Travel.Modes;

/// <summary>Estimates journeys by one mode. Safe for any number of threads, though not for the same place on several.</summary>
internal interface IMode
{
    /// <summary>How long the journey takes; infinite if the mode does not lead there.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="speedKmh">The traveller's own speed, or 0 for the mode's.</param>
    double Seconds(Place from, Place to, double speedKmh);

    /// <summary>Tells the legs of a journey that is possible.</summary>
    void Describe(Place from, Place to, double speedKmh, Itinerary itinerary);
}
