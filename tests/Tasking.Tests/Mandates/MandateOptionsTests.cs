using TaskForce.Tasking.Mandates;

namespace TaskForce.Tasking.Tests.Mandates;

public class MandateOptionsTests
{
    [Fact]
    public void Validate_FaultyMandatesAndOutlines_NamesEveryFault()
    {
        var options = new MandateOptions
        {
            Mandates = [new() { Id = "m", Title = "M", LegalBasis = "Sample", Territory = ["FR"], Nations = ["DE", "FR"] }, new() { Id = "m", Territory = ["DE"], Zones = ["sea"] }],
            Territories =
            [
                new() { Id = "de", DisplayName = "DE", Nation = "DE", Corners = ["50 8", "51 9", "50 9", "51 8"] },
                new() { Id = "odd", DisplayName = "Odd", Corners = ["50 8", "north", "91 9"] },
            ],
        };

        var faults = new MandateOptionsValidator().Validate(null, options).Failures!.ToList();

        foreach (var part in new[]
        {
            "Mandates:0:Territory names FR", "Mandates:1 needs Id, Title", "Mandates:1 needs a Territory", "Mandates:1:Zones names 'sea'", "the id 'm' is used 2 times",
            "Territories:0:Corners must be at least three", "Territories:1:Corners must each be",
        })
        {
            Assert.Single(faults, fault => fault.Contains(part, StringComparison.Ordinal));
        }
    }
}
