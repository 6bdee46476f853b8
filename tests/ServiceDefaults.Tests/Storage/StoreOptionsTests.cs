using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Tests.Storage;

public class StoreOptionsTests
{
    private readonly StoreOptionsValidator _validator = new();

    [Fact]
    public void Validate_EverythingWrong_NamesEveryFault()
    {
        var faults = _validator.Validate(null, new() { Directory = "", MaxGroup = 0, MaxWaiting = 0, Connection = "Host=db", ConnectionFile = "none" }).Failures;

        Assert.Equal(
            ["Data:Connection and Data:ConnectionFile must not both be given.", "Data:Directory must not be empty.", "Data:MaxGroup must be at least 1.", "Data:MaxWaiting must be at least 1."],
            faults!.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Host=db;Username=roster", null)]
    [InlineData("Username=roster;Password=secret", "Data:Connection must name a Host.")]
    [InlineData("Hast=db;Password=secret", "Data:Connection is not a connection string such as Host=db;Username=roster.")]
    [InlineData("secret", "Data:Connection is not a connection string such as Host=db;Username=roster.")]
    public void Validate_Connection_IsCheckedAndNeverQuoted(string connection, string? fault) =>
        Assert.Equal(fault, _validator.Validate(null, new() { Connection = connection }).Failures?.Single());

    [Fact]
    public void Validate_FileDoesNotExist_IsAFault() =>
        Assert.Equal("Data:ConnectionFile does not exist: /nowhere.", _validator.Validate(null, new() { ConnectionFile = "/nowhere" }).Failures?.Single());

    [Fact]
    public void ConnectionOf_File_IsItsContent()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "Host=db;Username=roster\n");

        Assert.Equal("Host=db;Username=roster", StoreOptionsValidator.ConnectionOf(new() { ConnectionFile = file }));
        File.Delete(file);
    }
}
