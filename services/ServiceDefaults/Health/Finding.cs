using System.Text.Json.Serialization;

namespace TaskForce.ServiceDefaults.Health;

/// <summary>How something is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HealthState>))]
public enum HealthState
{
    /// <summary>It works.</summary>
    [JsonStringEnumMemberName("OK")]
    Ok,

    /// <summary>It works, and somebody should look.</summary>
    [JsonStringEnumMemberName("WARN")]
    Warn,

    /// <summary>It does not work.</summary>
    [JsonStringEnumMemberName("FAIL")]
    Fail,
}

/// <summary>What a process found about one thing that it needs, to be of use.</summary>
/// <param name="Check">Which: <c>store</c>.</param>
/// <param name="State">How it is.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Remedy">What the operator can do; empty if nothing is to be done.</param>
public sealed record Finding(string Check, HealthState State, string Detail, string Remedy = "");

/// <summary>Finds something out about this process. What it says takes no pod out of rotation: the reasons stand in docs/adr.</summary>
public interface IHealthSource
{
    /// <summary>Looks, or says what was seen last.</summary>
    Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellation);
}

/// <summary>What a process says of itself to its operator.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Time">Its clock.</param>
/// <param name="State">The worst of what it found.</param>
/// <param name="Rotation">Whether calls should come here: <c>IN</c>, <c>LEAVING</c> or, when streams were told to go elsewhere, <c>MOVING</c>.</param>
/// <param name="OpenCalls">How many calls and streams it has open.</param>
/// <param name="Findings">What it found.</param>
internal sealed record HealthReport(string Service, DateTimeOffset Time, HealthState State, string Rotation, int OpenCalls, IReadOnlyList<Finding> Findings);
