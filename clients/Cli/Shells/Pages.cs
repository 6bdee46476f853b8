using Google.Protobuf;

namespace TaskForce.Cli.Shells;

/// <summary>Reads a list page by page, as AIP-158 has it.</summary>
internal static class Pages
{
    private const int Largest = 1000;

    /// <summary>The first <paramref name="limit"/> items as one answer, which still holds the token of the rest.</summary>
    public static async Task<TResponse> ReadAsync<TResponse>(int limit, Func<int, string, Task<TResponse>> read) where TResponse : IMessage<TResponse>, new()
    {
        var all = new TResponse();
        var items = all.Descriptor.Fields.InDeclarationOrder().First(field => field.IsRepeated).Accessor;
        var next = all.Descriptor.FindFieldByName("next_page_token").Accessor;
        var sequence = all.Descriptor.FindFieldByName("sequence")?.Accessor;
        do
        {
            var page = await read(Math.Min(Largest, limit - Count()), (string)next.GetValue(all));
            // A watch that goes on from the list must not miss what happened between its pages.
            var first = Count() > 0 ? sequence?.GetValue(all) : sequence?.GetValue(page);
            next.Clear(all);
            all.MergeFrom(page);
            sequence?.SetValue(all, first);
        }
        while (Count() < limit && (string)next.GetValue(all) != "");

        return all;

        int Count() => ((System.Collections.ICollection)items.GetValue(all)).Count;
    }
}
