using System.Text;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Positions;

/// <summary>A caller as the rules for reports see it, read once for many reports.</summary>
internal sealed class Reporter(Caller caller)
{
    private readonly byte[] _member = caller.Is(Role.Field) && caller.Nation.Length > 0 ? Encoding.UTF8.GetBytes(caller.Member) : [];

    public string Name => caller.Subject;

    public string Nation => caller.Nation;

    public bool IsService { get; } = caller.Is(Role.Service);

    public bool IsPartner { get; } = caller.Is(Role.Partner);

    /// <summary>Whether a subject is the caller's own member.</summary>
    public bool IsOwnMember(ReadOnlySpan<byte> subject) => _member.Length > 0 && subject.SequenceEqual(_member);
}
