using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Tasking.V1;

namespace TaskForce;

/// <summary>The chain of an operation's record, as the contract describes it: for whoever writes it and for whoever checks an exported one.</summary>
public static class OperationRecords
{
    /// <summary>The digest of an entry that follows one with the digest <paramref name="before"/>, which is empty for the first.</summary>
    public static ByteString DigestAfter(this OperationRecord.Types.Entry entry, ByteString before)
    {
        var text = new StringBuilder();
        foreach (var field in Fields(entry))
        {
            text.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(field)}:{field},");
        }

        var start = before.IsEmpty ? new byte[SHA256.HashSizeInBytes] : before.ToByteArray();
        return ByteString.CopyFrom(SHA256.HashData([.. start, .. Encoding.UTF8.GetBytes(text.ToString())]));
    }

    /// <summary>Checks the chain and writes what was found into the record.</summary>
    public static OperationRecord Verified(this OperationRecord record)
    {
        (record.BrokenEntry, record.Verdict) = Check(record);
        return record;
    }

    private static (long Broken, string Verdict) Check(OperationRecord record)
    {
        var before = ByteString.Empty;
        for (var i = 0; i < record.Entries.Count; i++)
        {
            var entry = record.Entries[i];
            // One of which a part is withheld cannot be counted again; the next one still follows from its digest.
            if (entry.Number != i + 1 || (entry.WithheldFields.Count == 0 && entry.Digest != entry.DigestAfter(before)))
            {
                return (i + 1, $"Entry {i + 1} is not what was written: its digest does not follow from it and the entry before.");
            }

            before = entry.Digest;
        }

        var partly = record.Entries.Count(entry => entry.WithheldFields.Count > 0) is > 0 and var some ? $" {some} of them were not checked: parts of them are withheld." : "";
        if (!record.Sealed)
        {
            return (0, $"The chain of {record.Entries.Count} entries holds; the record is still open.{partly}");
        }

        var isWhole = record.Entries is [.., { Kind: OperationRecord.Types.Entry.Types.Kind.Sealed }] && before == record.SealedDigest;
        return isWhole
            ? (0, $"The chain of {record.Entries.Count} entries holds and ends with the digest that the log has.{partly}")
            : (record.Entries.Count + 1, $"The record does not end with the digest that the log has: entries after {record.Entries.Count} are missing, or all were written anew.");
    }

    private static string[] Fields(OperationRecord.Types.Entry entry) =>
    [
        Number(entry.Number), Number((int)entry.Kind), Number(entry.Revision), Number((int)entry.Instruction), Time(entry.HHour),
        entry.Member, entry.Device, Time(entry.DeviceTime), Time(entry.ServerTime),
    ];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(Timestamp? time) => time is null ? "" : ((time.Seconds * (Int128)1_000_000_000) + time.Nanos).ToString(CultureInfo.InvariantCulture);
}
