namespace TaskForce.Roster.Members;

/// <summary>The resource name of a member, <c>members/{member}</c>.</summary>
internal readonly record struct MemberName(string Id) : IResourceName<MemberName>
{
    public static string Collection => "members";

    public static MemberName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}
