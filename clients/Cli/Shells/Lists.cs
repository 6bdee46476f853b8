using Google.Protobuf;
using Google.Protobuf.Collections;
using Spectre.Console.Rendering;

namespace TaskForce.Cli.Shells;

/// <summary>What lists have in common.</summary>
internal static class Lists
{
    /// <summary>Narrows a filter by a choice, if one was made.</summary>
    public static void AddSet<T>(this RepeatedField<T> values, T choice) where T : struct, Enum
    {
        if (!choice.Equals(default(T)))
        {
            values.Add(choice);
        }
    }

    /// <summary>Prints a list, and says so if it is not the whole.</summary>
    public static void ShowList(this Session session, IMessage answer, string nextPageToken, Func<IRenderable> view)
    {
        session.Show(answer, view);
        if (nextPageToken.Length > 0)
        {
            session.Note("There are more; ask for them with --limit.");
        }
    }
}
