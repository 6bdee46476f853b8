namespace TaskForce.Tasking.Operations;

/// <summary>The resource name of an operation, <c>operations/{operation}</c>.</summary>
internal readonly record struct OperationName(string Id) : IResourceName<OperationName>
{
    private const string Record = "/record";

    public static string Collection => "operations";

    public static OperationName From(string id) => new(id);

    /// <summary>Reads the name of an operation's record, <c>operations/{operation}/record</c>.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> if it is not one.</exception>
    public static OperationName ParseRecord(string name) =>
        name.EndsWith(Record, StringComparison.Ordinal) && ResourceName.TryParse<OperationName>(name[..^Record.Length]) is { } operation
            ? operation
            : throw new DomainException(Fault.Invalid, "INVALID_NAME", $"name: '{name}' is not a name of the form operations/{{operation}}/record.",
                [new("name", "is not a name of the form operations/{operation}/record")]);

    public override string ToString() => ResourceName.Format(this);
}
