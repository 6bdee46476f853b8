using Microsoft.Extensions.Configuration;
using TaskForce.Geolocation.Travel;
using TaskForce.Geolocation.Travel.Maps;

namespace TaskForce.Geolocation.Tests.Travel;

/// <summary>Travel models that several tests share; making one takes a while.</summary>
public sealed class TravelModels
{
    private readonly Lazy<TravelModel> _delivered = new(() => Of(Options()));
    private readonly Lazy<TravelModel> _bare = new(() => Of(Bare()));

    /// <summary>As the service is delivered.</summary>
    internal TravelModel Delivered => _delivered.Value;

    /// <summary>Without crossings, borders, airports and harbours: nothing but land and water.</summary>
    internal TravelModel WithoutCrossings => _bare.Value;

    internal static NationMap Nations { get; } = NationMap.Load();

    internal static TravelModel Of(TravelOptions options) => new(Microsoft.Extensions.Options.Options.Create(options));

    internal static TravelOptions Options()
    {
        var options = new TravelOptions();
        new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "travel.json")).Build().GetSection("Travel").Bind(options);
        return options;
    }

    internal static TravelOptions Bare()
    {
        var options = Options();
        (options.Crossings, options.Borders, options.OpenBorders, options.BorderDelay) = ([], [], [], TimeSpan.Zero);
        (options.Airports, options.Harbours) = ([], []);
        return options;
    }
}
