using TaskForce.Tasking.Orders.Packages;

namespace TaskForce.Tasking.Tests.Orders.Packages;

public class PackageOptionsTests
{
    [Fact]
    public void Validate_EverythingWrong_NamesEveryFault()
    {
        var options = new PackageOptions
        {
            Grace = TimeSpan.FromDays(8),
            MapRadiusMetres = 10,
            Keys = { ["Germany"] = Path.Combine(AppContext.BaseDirectory, "roster.json") },
            Centres = { ["MA"] = new() },
        };

        Assert.Equal(
            [
                "Packages:Grace must be 0 to 7 days.",
                "Packages:MapRadiusMetres must be 1000 to 500000.",
                "Packages: Germany must be a nation such as DE.",
                $"Packages:Keys:Germany must be a PEM file with a key on the curve P-256; '{options.Keys["Germany"]}' holds no such private key.",
                "Packages:Centres:MA:DisplayName is required.",
            ],
            new PackageOptionsValidator().Validate(null, options).Failures);
    }
}
