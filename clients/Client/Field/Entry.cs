using System.Text.Json.Serialization;

namespace TaskForce.Client.Field;

/// <summary>One thing that a device has noted.</summary>
[JsonDerivedType(typeof(DeviceEntry), "device")]
[JsonDerivedType(typeof(OrderEntry), "order")]
[JsonDerivedType(typeof(ChangeEntry), "change")]
[JsonDerivedType(typeof(HHourEntry), "hHour")]
[JsonDerivedType(typeof(CursorEntry), "cursor")]
[JsonDerivedType(typeof(ReportEntry), "report")]
[JsonDerivedType(typeof(SentEntry), "sent")]
[JsonDerivedType(typeof(PackageEntry), "package")]
[JsonDerivedType(typeof(PackageKeysEntry), "packageKeys")]
internal abstract record Entry;

/// <summary>The device's own id.</summary>
internal sealed record DeviceEntry(string Id) : Entry;

/// <summary>An order was received: a serialized <c>OrderEvent</c>.</summary>
internal sealed record OrderEntry(byte[] Event) : Entry;

/// <summary>It was heard what became of an order that was received: a serialized <c>OrderEvent</c>.</summary>
internal sealed record ChangeEntry(byte[] Event) : Entry;

/// <summary>An instruction about a common start was received: a serialized <c>OrderEvent</c>.</summary>
internal sealed record HHourEntry(byte[] Event) : Entry;

/// <summary>Everything up to this sequence is noted.</summary>
internal sealed record CursorEntry(long Sequence) : Entry;

/// <summary>A report is to be sent: a request, as a serialized <c>Any</c>.</summary>
internal sealed record ReportEntry(Guid Id, byte[] Request) : Entry;

/// <summary>The server has answered for a report.</summary>
internal sealed record SentEntry(Guid Id) : Entry;

/// <summary>An order's package came: a serialized <c>SignedTaskPackage</c>.</summary>
internal sealed record PackageEntry(string Order, byte[] Signed) : Entry;

/// <summary>The keys that the server signs with: a serialized <c>ListPackageKeysResponse</c>.</summary>
internal sealed record PackageKeysEntry(byte[] Keys) : Entry;
