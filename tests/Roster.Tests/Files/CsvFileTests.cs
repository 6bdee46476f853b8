using CsCheck;
using TaskForce.Roster.Files;

namespace TaskForce.Roster.Tests.Files;

public class CsvFileTests
{
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Read_QuotedLineEndsAndEmptyLines_CountsLinesAsAnEditorDoes(string end)
    {
        var csv = string.Join(end, "\uFEFFName,Text", "a,1", "", "b,\"2", "still 2\"", "", "", "c,3", "");

        var (file, faults) = Read(csv);

        Assert.Equal(["name", "text"], file.Columns);
        Assert.Equal([(2, "1"), (4, $"2{end}still 2"), (8, "3")], file.Rows.Select(row => (row.Line, row.Cells[1])));
        Assert.Equal((3, true), (file.Count, faults.None));
    }

    [Theory]
    [InlineData("", "csv")]
    [InlineData("\n\n", "1  there is no header")]
    [InlineData("name;text\na;b", "1  the columns must be divided by commas, not by semicolons")]
    [InlineData("name,name\na,b", "1 name is there more than once")]
    [InlineData("name,text\na\nb,c,d", "2  has 1 cells, the header has 2", "3  has 3 cells, the header has 2")]
    [InlineData("name,text\na,b\"c\nd,e", "2  has a quote astray")]
    [InlineData("name,text\na,\"b\"c\nd,e", "2  has a quote astray")]
    [InlineData("name,text\na,\"b\nd,e", "2  has a quote astray")]
    public void Read_Faulty_SaysWhereAndWhat(string csv, params string[] expected)
    {
        if (expected is ["csv"])
        {
            Assert.Equal("csv", Assert.Single(Assert.Throws<DomainException>(() => Read(csv)).Violations).Field);
            return;
        }

        var found = Read(csv).Faults.ByLine.Select(fault => $"{fault.Line} {fault.Column} {fault.Message}").ToList();

        Assert.Equal(expected.Length, found.Count);
        Assert.All(expected.Zip(found), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_TooManyRowsColumnsOrBytes_IsRefused()
    {
        Assert.Throws<DomainException>(() => Read("name\n" + string.Concat(Enumerable.Repeat("a\n", CsvFile.MostRows + 1))));
        Assert.Throws<DomainException>(() => Read(new string(',', CsvFile.MostColumns)));
        Assert.Throws<DomainException>(() => Read("name\n" + new string('é', CsvFile.MostBytes / 2)));
        Assert.Equal(CsvFile.MostRows, Read("name\n" + string.Concat(Enumerable.Repeat("a\n", CsvFile.MostRows))).File.Count);
    }

    [Fact]
    public void Parts_AnyCells_AreReadBackAsTheyWere() => Texts.Array[0, 6].Sample(cells =>
    {
        var sheet = new Sheet<string>(new Column<string>("name", "name", cell => cell, (_, _) => null), new("second", "second", _ => "x", (_, _) => null));

        var (file, faults) = Read(string.Concat(sheet.Parts(cells)));

        return faults.None && file.Rows.Select(row => CellText.Unguard(row.Cells[0])).SequenceEqual(cells);
    });

    [Fact]
    public void Guard_AnyCell_BeginsLikeNoFormulaButANumberHoweverItIsDivided() => Texts.Sample(cell =>
        CellText.Guard(cell) is var guarded && (CellText.ToNumber(guarded) is not null || guarded.Split(';', '\t', '\r', '\n').All(part =>
            part.Length == 0 || !"=+-@\uFF1D".Contains(part[0], StringComparison.Ordinal))));

    [Fact]
    public void Guard_AnyCell_HasNothingThatTurnsTextOrCommandsATerminal() => Texts.Sample(cell =>
        !CellText.HasControls(CellText.Guard(cell)) && !CellText.Guard(cell).AsSpan().ContainsAny('\u202E', '\u2066'));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("'=1", "''=1")]
    [InlineData("-6.8416", "-6.8416")]
    [InlineData("'tis", "'tis")]
    [InlineData("+49", "'+49")]
    [InlineData("Boat;=1+1", "Boat;'=1+1")]
    [InlineData("Boat\n@SUM(A1)", "Boat\n'@SUM(A1)")]
    [InlineData("\uFF1D1", "'\uFF1D1")]
    [InlineData("safe\u202Egnp.exe", @"safe\u202Egnp.exe")]
    [InlineData(@"safe\u202Egnp.exe", @"safe\u005Cu202Egnp.exe")]
    [InlineData(@"C:\users", @"C:\users")]
    public void Guard_Cell_IsMarkedIfItLooksLikeAFormula(string cell, string guarded)
    {
        Assert.Equal(guarded, CellText.Guard(cell));
        Assert.Equal(cell, CellText.Unguard(guarded));
    }

    [Fact]
    public void Split_JoinedItems_AreTheSame() => Texts.Select(text => text.Trim()).Where(text => text.Length > 0).Array[0, 5]
        .Sample(items => CellText.Split(CellText.Join(items)).SequenceEqual(items));

    private static readonly string[] Numbers = ["\\u202E", "\\u005C", "\\u0007"];

    private static Gen<string> Texts => Gen.OneOf(
        Gen.Char["abc=+-@'\"\t\r\n,;\\0159.E é\u202E\u2066\u0007\uFF1D"].Select(each => each.ToString()), Gen.Int[0, 2].Select(which => Numbers[which]))
        .Array[0, 8].Select(string.Concat);

    private static (CsvFile File, ImportFaults Faults) Read(string csv)
    {
        var faults = new ImportFaults();
        return (CsvFile.Read(csv, faults), faults);
    }
}
