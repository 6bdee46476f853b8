using TaskForce.ServiceDefaults.Peers;
using TaskForce.Tasking.Deadlines;

namespace TaskForce.Tasking.Disclosures;

/// <summary>How positions are disclosed. Section <c>Disclosures</c>.</summary>
internal sealed class DisclosureOptions
{
    /// <summary>For how long positions stay visible to the other nations when this service is gone, 1 minute to 12 hours. It is renewed at a third of that.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(15);
}

internal static class DisclosuresModule
{
    public static void AddDisclosures(this IHostApplicationBuilder builder)
    {
        builder.AddPeer<Geolocation.V1.DisclosureService.DisclosureServiceClient>("Geolocation");
        builder.Services.AddOptions<DisclosureOptions>().Bind(builder.Configuration.GetSection("Disclosures"))
            .Validate(options => options.Lease >= TimeSpan.FromMinutes(1) && options.Lease <= TimeSpan.FromHours(12), "Disclosures:Lease must be 1 minute to 12 hours.")
            .ValidateOnStart();
        builder.Services.AddSingleton<IDeadlineHandler, DisclosureKeeper>();
    }
}
