using System.Text;
using TaskForce.Client.Field;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.Client.Tests.Field;

/// <summary>What a device keeps, encrypted.</summary>
public sealed class SealedStoreTests : IDisposable
{
    private static readonly StoreKey Key = StoreKey.FromBytes([.. Enumerable.Range(1, StoreKey.Length).Select(i => (byte)i)]);

    private readonly string _directory = Directory.CreateTempSubdirectory("taskforce-store-").FullName;

    private string File => Path.Combine(_directory, "device.jsonl");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Open_SameKey_HoldsEverythingAndTheFileSaysNothing()
    {
        Write(Key, "Meet at the old lighthouse", "Go on");

        using (var again = new FieldStore(_directory, key: Key))
        {
            Assert.Equal(["Meet at the old lighthouse", "Go on"], Titles(again));
            Assert.Equal(2, again.Outbox.Count);
        }

        Assert.DoesNotContain(Lines(), line => line.Contains("lighthouse", StringComparison.Ordinal) || Decoded(line).Contains("lighthouse", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_OtherKeyOrNone_IsRefusedAndNothingIsLost()
    {
        Write(Key, "a");
        var bytes = System.IO.File.ReadAllBytes(File);

        var other = Assert.Throws<InvalidDataException>(() => new FieldStore(_directory, key: StoreKey.FromBytes(new byte[StoreKey.Length])));
        var none = Assert.Throws<InvalidDataException>(() => new FieldStore(_directory));

        Assert.Contains("another key", other.Message, StringComparison.Ordinal);
        Assert.Contains("opens with its key alone", none.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void Open_WrittenWithoutAKey_IsEncryptedFromThenOn()
    {
        Write(null, "Meet at the old lighthouse");

        using (var store = new FieldStore(_directory, key: Key))
        {
            Assert.Equal(["Meet at the old lighthouse"], Titles(store));
            Keep(store, 2, "Go on");
        }

        Assert.DoesNotContain(Lines(), line => line.StartsWith('['));
        using var again = new FieldStore(_directory, key: Key);
        Assert.Equal(["Meet at the old lighthouse", "Go on"], Titles(again));
    }

    // The last line may be torn off, as ever.
    [Theory]
    [InlineData("changed")]
    [InlineData("removed")]
    [InlineData("moved")]
    public void Open_LineInTheMiddleIsNotAsWritten_SaysSo(string how)
    {
        Write(Key, "a", "b", "c");
        var lines = Lines();
        if (how == "changed")
        {
            lines[2] = (lines[2][0] == 'A' ? 'B' : 'A') + lines[2][1..];
        }
        else if (how == "removed")
        {
            lines.RemoveAt(2);
        }
        else
        {
            (lines[2], lines[3]) = (lines[3], lines[2]);
        }

        System.IO.File.WriteAllText(File, string.Concat(lines.Select(line => line + "\n")));

        Assert.Throws<InvalidDataException>(() => new FieldStore(_directory, key: Key));
    }

    [Fact]
    public void Open_TornAnywhere_HoldsAnOrderWithItsReportOrNotAtAllAndGoesOn()
    {
        Write(Key, "a", "b");
        var bytes = System.IO.File.ReadAllBytes(File);
        for (var length = 0; length <= bytes.Length; length += 7)
        {
            System.IO.File.WriteAllBytes(File, bytes[..length]);
            using (var store = new FieldStore(_directory, key: Key))
            {
                Assert.Equal(store.Orders.Count, store.Outbox.Count);
                Keep(store, 9, "after");
            }

            using var again = new FieldStore(_directory, key: Key);
            Assert.Equal("after", Titles(again).Last());
        }
    }

    [Fact]
    public void FromPassphrase_TheSame_OpensItAndAnotherDoesNot()
    {
        Write(StoreKey.FromPassphrase("correct horse"), "a");

        Assert.Throws<InvalidDataException>(() => new FieldStore(_directory, key: StoreKey.FromPassphrase("correct horsf")));
        using var again = new FieldStore(_directory, key: StoreKey.FromPassphrase("correct horse"));
        Assert.Equal(["a"], Titles(again));
    }

    [Fact]
    public void InFile_Missing_IsMadeForItsOwnerAloneAndStays()
    {
        var path = Path.Combine(_directory, "keys", "field.key");

        Write(StoreKey.InFile(path), "a");

        using var again = new FieldStore(_directory, key: StoreKey.InFile(path));
        Assert.Equal(["a"], Titles(again));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(path).UnixFileMode);
        System.IO.File.WriteAllText(path, "short");
        Assert.Throws<InvalidDataException>(() => StoreKey.InFile(path));
    }

    private void Write(StoreKey? key, params string[] titles)
    {
        using var store = new FieldStore(_directory, key: key);
        for (var i = 0; i < titles.Length; i++)
        {
            Keep(store, i + 1, titles[i]);
        }
    }

    private List<string> Lines() => [.. System.IO.File.ReadAllLines(File)];

    private static string Decoded(string line) => line.StartsWith('{') ? "" : Encoding.UTF8.GetString(Convert.FromBase64String(line));

    private static IEnumerable<string> Titles(FieldStore store) => store.Orders.Select(order => order.Order.Title);

    private static void Keep(FieldStore store, long sequence, string title) => store.Keep(
        new() { Sequence = sequence, Type = Tasking.V1.OrderEvent.Types.Type.Issued, Order = new() { Name = $"missions/m/orders/{title.ToLowerInvariant().Replace(' ', '-')}", Title = title } },
        order => new Tasking.V1.AcknowledgeOrderRequest { Name = order, Rung = Rung.Stored });
}
