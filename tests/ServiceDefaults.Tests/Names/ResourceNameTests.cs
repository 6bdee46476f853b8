using CsCheck;
using TaskForce.ServiceDefaults.Tests.Storage;

namespace TaskForce.ServiceDefaults.Tests.Names;

public class ResourceNameTests
{
    [Theory]
    [InlineData("notes/abcd")]
    [InlineData("notes/de-falke-07")]
    public void Parse_WellFormed_RoundTrips(string text) => Assert.Equal(text, ResourceName.Format(ResourceName.Parse<NoteName>(text)));

    [Theory]
    [InlineData("")]
    [InlineData("notes/")]
    [InlineData("notes/abc")]
    [InlineData("notes/Abcd")]
    [InlineData("notes/abcd-")]
    [InlineData("notes/4bcd")]
    [InlineData("notes/abcd/more")]
    [InlineData("notesabcd")]
    [InlineData("others/abcd")]
    [InlineData("notes/abcd\n")]
    public void Parse_Malformed_IsInvalidAndNamesTheField(string text)
    {
        var refusal = Assert.Throws<DomainException>(() => ResourceName.Parse<NoteName>(text, "note"));

        Assert.Equal((Fault.Invalid, "note"), (refusal.Fault, Assert.Single(refusal.Violations).Field));
    }

    [Fact]
    public void New_EveryOne_ParsesAndDiffers()
    {
        var names = Enumerable.Range(0, 10_000).Select(_ => ResourceName.Format(ResourceName.New<NoteName>())).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => ResourceName.Parse<NoteName>(name));
    }

    [Fact]
    public void TryParse_AnyText_NeverThrows() => Gen.String.Sample(text => ResourceName.TryParse<NoteName>(text));
}
