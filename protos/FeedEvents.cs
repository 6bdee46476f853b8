using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace TaskForce
{
    /// <summary>What every event of a watch has, so that one feed serves them all.</summary>
    public interface IFeedEvent : IMessage
    {
        /// <summary>The position in the log.</summary>
        long Sequence { get; set; }

        /// <summary>When it happened.</summary>
        Timestamp Time { get; set; }

        /// <summary>Makes this event a heartbeat.</summary>
        void MarkHeartbeat();
    }
}

namespace TaskForce.Geolocation.V1
{
    public sealed partial class GeofenceEvent : IFeedEvent
    {
        void IFeedEvent.MarkHeartbeat() => Type = Types.Type.Heartbeat;
    }
}

namespace TaskForce.Roster.V1
{
    public sealed partial class DeviceEvent : IFeedEvent
    {
        void IFeedEvent.MarkHeartbeat() => Type = Types.Type.Heartbeat;
    }

    public sealed partial class MemberEvent : IFeedEvent
    {
        void IFeedEvent.MarkHeartbeat() => Type = Types.Type.Heartbeat;
    }

    public sealed partial class SupportRequestEvent : IFeedEvent
    {
        void IFeedEvent.MarkHeartbeat() => Type = Types.Type.Heartbeat;
    }

    public sealed partial class TeamEvent : IFeedEvent
    {
        void IFeedEvent.MarkHeartbeat() => Type = Types.Type.Heartbeat;
    }
}

namespace TaskForce.Tasking.V1
{
    public sealed partial class AlertEvent : IFeedEvent
    {
        void IFeedEvent.MarkHeartbeat() => Type = Types.Type.Heartbeat;
    }

    public sealed partial class HotspotEvent : IFeedEvent
    {
        void IFeedEvent.MarkHeartbeat() => Type = Types.Type.Heartbeat;
    }

    public sealed partial class MissionEvent : IFeedEvent
    {
        void IFeedEvent.MarkHeartbeat() => Type = Types.Type.Heartbeat;
    }

    public sealed partial class OrderEvent : IFeedEvent
    {
        void IFeedEvent.MarkHeartbeat() => Type = Types.Type.Heartbeat;
    }

    public sealed partial class DelegationEvent : IFeedEvent
    {
        void IFeedEvent.MarkHeartbeat() => Type = Types.Type.Heartbeat;
    }

    public sealed partial class PreAuthorisationEvent : IFeedEvent
    {
        void IFeedEvent.MarkHeartbeat() => Type = Types.Type.Heartbeat;
    }

    public sealed partial class HandoverEvent : IFeedEvent
    {
        void IFeedEvent.MarkHeartbeat() => Type = Types.Type.Heartbeat;
    }

    public sealed partial class DeskEvent : IFeedEvent
    {
        // Nothing has changed: that is one.
        void IFeedEvent.MarkHeartbeat() => ClearChange();
    }

    public sealed partial class OperationEvent : IFeedEvent
    {
        void IFeedEvent.MarkHeartbeat() => Type = Types.Type.Heartbeat;
    }
}

namespace TaskForce.Type.V1
{
    public sealed partial class ReleaseRuleEvent : IFeedEvent
    {
        void IFeedEvent.MarkHeartbeat() => Type = Types.Type.Heartbeat;
    }
}
