using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>One page of a list.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="NextPageToken">Empty on the last page.</param>
public sealed record Page<TRow>(IReadOnlyList<TRow> Rows, string NextPageToken);

/// <summary>Pages by key, so that a page costs the same however far it is, and a row that comes or goes moves no other.</summary>
public static class Paging
{
    /// <summary>How many rows a page has if nobody says.</summary>
    public const int Usual = 50;

    /// <summary>How many it has at most.</summary>
    public const int Most = 1000;

    private const int FilterBytes = 8;

    /// <summary>Reads one page in the order of creation.</summary>
    /// <param name="rows">The rows that match.</param>
    /// <param name="pageSize">0 means 50; more than 1000 means 1000.</param>
    /// <param name="pageToken">The previous page's token, or empty.</param>
    /// <param name="filter">What the rows were narrowed by; the token holds for the same filter only.</param>
    /// <param name="newestFirst">Turns the order round.</param>
    /// <param name="cancellation">Ends the read.</param>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> for a negative size or a token that was not given for this list.</exception>
    public static async Task<Page<TRow>> ToPageAsync<TRow, T>(
        this IQueryable<TRow> rows, int pageSize, string pageToken, IMessage? filter, bool newestFirst, CancellationToken cancellation)
        where TRow : Row<T> where T : class
    {
        var size = SizeOf(pageSize, Usual, Most);
        if (ReadToken(pageToken, filter) is { } after)
        {
            rows = newestFirst ? rows.Where(row => row.Ordinal < after) : rows.Where(row => row.Ordinal > after);
        }

        rows = newestFirst ? rows.OrderByDescending(row => row.Ordinal) : rows.OrderBy(row => row.Ordinal);
        var page = await rows.Take(size + 1).ToListAsync(cancellation);
        return page.Count > size
            ? new(page[..size], WriteToken(page[size - 1].Ordinal, filter))
            : new(page, "");
    }

    /// <summary>Reads one page of the rows that a condition holds for which no store can judge.</summary>
    /// <param name="rows">The rows that match as far as the store can tell.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="pageToken">The previous page's token, or empty.</param>
    /// <param name="filter">What the rows are narrowed by; the token holds for the same filter only.</param>
    /// <param name="matches">The condition.</param>
    /// <param name="newestFirst">Turns the order of creation round.</param>
    /// <param name="cancellation">Ends the read.</param>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> for a token that was not given for this list.</exception>
    public static async Task<Page<TRow>> ToPageWhereAsync<TRow, T>(
        this IQueryable<TRow> rows, int most, string pageToken, IMessage? filter, Func<TRow, bool> matches, bool newestFirst, CancellationToken cancellation)
        where TRow : Row<T> where T : class
    {
        var found = new List<TRow>();
        do
        {
            var page = await rows.ToPageAsync<TRow, T>(Most, pageToken, filter, newestFirst, cancellation);
            foreach (var row in page.Rows.Where(matches))
            {
                if (found.Count == most)
                {
                    return new(found, WriteToken(found[^1].Ordinal, filter));
                }

                found.Add(row);
            }

            pageToken = page.NextPageToken;
        }
        while (pageToken.Length > 0);
        return new(found, "");
    }

    /// <summary>The page size that a request asks for.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> for a negative size.</exception>
    public static int SizeOf(int pageSize, int usual, int most) => pageSize switch
    {
        < 0 => throw new DomainException(Fault.Invalid, "INVALID_FIELDS", "page_size must not be negative.", [new("page_size", "must not be negative")]),
        0 => usual,
        _ => Math.Min(pageSize, most),
    };

    /// <summary>A token for the page after <paramref name="key"/>.</summary>
    public static string WriteToken(long key, IMessage? filter)
    {
        Span<byte> token = stackalloc byte[sizeof(long) + FilterBytes];
        BinaryPrimitives.WriteInt64BigEndian(token, key);
        FilterHash(filter).CopyTo(token[sizeof(long)..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>The key that a token goes on after, or null for the first page.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> for a token that was not given for this list.</exception>
    public static long? ReadToken(string pageToken, IMessage? filter)
    {
        if (pageToken.Length == 0)
        {
            return null;
        }

        Span<byte> token = stackalloc byte[sizeof(long) + FilterBytes];
        return Base64Url.IsValid(pageToken, out var length) && length == token.Length && Base64Url.TryDecodeFromChars(pageToken, token, out _)
            && token[sizeof(long)..].SequenceEqual(FilterHash(filter))
            ? BinaryPrimitives.ReadInt64BigEndian(token)
            : throw new DomainException(Fault.Invalid, "INVALID_FIELDS", "page_token was not given for this list and filter.",
                [new("page_token", "was not given for this list and filter")]);
    }

    private static ReadOnlySpan<byte> FilterHash(IMessage? filter) =>
        SHA256.HashData(filter?.ToByteArray() ?? []).AsSpan(0, FilterBytes);
}
