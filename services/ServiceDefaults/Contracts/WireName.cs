using System.Reflection;
using Google.Protobuf.Reflection;

namespace TaskForce;

/// <summary>What an enum's value is called in the contract, which is what people see in messages.</summary>
public static class WireName
{
    /// <summary>The contract's name, for example <c>AWAITING_APPROVAL</c>.</summary>
    public static string Of<T>(T value) where T : struct, System.Enum => Names<T>.Known.GetValueOrDefault(value) ?? value.ToString();

    // Orders are full of them, and reflection is slow.
    private static class Names<T> where T : struct, System.Enum
    {
        public static readonly Dictionary<T, string> Known = System.Enum.GetValues<T>().Distinct().ToDictionary(
            value => value, value => typeof(T).GetField(value.ToString())?.GetCustomAttribute<OriginalNameAttribute>()?.Name ?? value.ToString());
    }
}
