using Google.Protobuf.Reflection;

namespace TaskForce;

/// <summary>Every contract file, for what works on all of them: access rules, reflection, the OpenAPI document.</summary>
public static class Contracts
{
    /// <summary>The files that declare services, one service each.</summary>
    public static IReadOnlyList<FileDescriptor> Files { get; } =
    [
        Roster.V1.MemberServiceReflection.Descriptor,
        Roster.V1.AssetServiceReflection.Descriptor,
        Roster.V1.TrainingServiceReflection.Descriptor,
        Roster.V1.FormationServiceReflection.Descriptor,
        Roster.V1.SupportServiceReflection.Descriptor,
        Roster.V1.DeviceServiceReflection.Descriptor,
        Roster.V1.ReleaseRuleServiceReflection.Descriptor,
        Geolocation.V1.PositionServiceReflection.Descriptor,
        Geolocation.V1.DeletionServiceReflection.Descriptor,
        Geolocation.V1.DisclosureServiceReflection.Descriptor,
        Geolocation.V1.GeofenceServiceReflection.Descriptor,
        Geolocation.V1.GeoJsonServiceReflection.Descriptor,
        Geolocation.V1.FeatureServiceReflection.Descriptor,
        Geolocation.V1.MapServiceReflection.Descriptor,
        Geolocation.V1.ReplicaServiceReflection.Descriptor,
        Tasking.V1.AlertServiceReflection.Descriptor,
        Tasking.V1.HotspotServiceReflection.Descriptor,
        Tasking.V1.HotspotFeatureServiceReflection.Descriptor,
        Tasking.V1.ResponsePlanServiceReflection.Descriptor,
        Tasking.V1.MissionServiceReflection.Descriptor,
        Tasking.V1.OperationServiceReflection.Descriptor,
        Tasking.V1.AfterActionReportServiceReflection.Descriptor,
        Tasking.V1.FieldServiceReflection.Descriptor,
        Tasking.V1.OrderServiceReflection.Descriptor,
        Tasking.V1.TaskPackageServiceReflection.Descriptor,
        Tasking.V1.StatisticsServiceReflection.Descriptor,
        Tasking.V1.MandateServiceReflection.Descriptor,
        Tasking.V1.DelegationServiceReflection.Descriptor,
        Tasking.V1.PreAuthorisationServiceReflection.Descriptor,
        Tasking.V1.HandoverServiceReflection.Descriptor,
        Tasking.V1.DeskServiceReflection.Descriptor,
        Tasking.V1.AuditServiceReflection.Descriptor,
        Roster.V1.AuditServiceReflection.Descriptor,
        Geolocation.V1.AuditServiceReflection.Descriptor,
        Partners.V1.WebhookServiceReflection.Descriptor,
        Partners.V1.CapServiceReflection.Descriptor,
        Partners.V1.StixServiceReflection.Descriptor,
        Partners.V1.TrackerServiceReflection.Descriptor,
        Partners.V1.AuditServiceReflection.Descriptor,
    ];

    /// <summary>The services of those files.</summary>
    public static IEnumerable<ServiceDescriptor> Services => Files.SelectMany(file => file.Services);
}
