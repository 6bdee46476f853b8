using Microsoft.AspNetCore.Http;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.ServiceDefaults.Tests.Identity;

public class PurposeTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("search for 4711", "search for 4711")]
    [InlineData("Suche%20nach%20%C3%9Cberlebenden", "Suche nach Überlebenden")]
    public void Of_Header_IsTheText(string header, string purpose) => Assert.Equal(purpose, Purpose.Of(Request(header)));

    [Theory]
    [InlineData("one%0Atwo")]
    [InlineData("%00")]
    public void Of_ControlCharacters_IsRefused(string header) =>
        Assert.Equal(Fault.Invalid, Assert.Throws<DomainException>(() => Purpose.Of(Request(header))).Fault);

    [Fact]
    public void Of_LongText_IsRefused() =>
        Assert.Equal("taskforce-purpose", Assert.Single(Assert.Throws<DomainException>(() => Purpose.Of(Request(new string('x', 201)))).Violations).Field);

    private static HttpRequest Request(string header)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers["taskforce-purpose"] = header;
        return context.Request;
    }
}
