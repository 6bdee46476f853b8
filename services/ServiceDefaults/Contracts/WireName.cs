using System.Reflection;
using Google.Protobuf.Reflection;

namespace TaskForce;

/// <summary>What an enum's value is called in the contract, which is what people see in messages.</summary>
public static class WireName
{
    /// <summary>The contract's name, for example <c>AWAITING_APPROVAL</c>.</summary>
    public static string Of<T>(T value) where T : struct, System.Enum =>
        typeof(T).GetField(value.ToString())?.GetCustomAttribute<OriginalNameAttribute>()?.Name ?? value.ToString();
}
