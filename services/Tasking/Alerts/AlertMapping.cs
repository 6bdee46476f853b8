using Google.Protobuf.WellKnownTypes;

namespace TaskForce.Tasking.Alerts;

internal static class AlertMapping
{
    public static V1.Alert ToProto(this AlertRow row)
    {
        var (alert, alarm) = (row.Value, row.Value.Alarm);
        return new()
        {
            Name = row.Name,
            Kind = alarm.Kind,
            State = (V1.Alert.Types.State)alert.State,
            Nations = { alarm.Nations },
            Message = alarm.Message,
            Subject = alarm.Subject,
            Mission = alarm.Mission,
            Member = alarm.Member,
            Location = alarm.Location,
            RaiseTime = alert.RaiseTime.ToTimestamp(),
            DueTime = alarm.DueTime?.ToTimestamp(),
            Acknowledgements = { alert.Sightings.Select(ToProto) },
            Resolver = alert.Resolution?.Resolver ?? "",
            ResolveTime = alert.Resolution?.Time.ToTimestamp(),
            Resolution = alert.Resolution?.Text ?? "",
            Additions = { alert.Additions.Select(ToProto) },
            Etag = row.Etag,
            Responsibles = { alarm.Responsibles },
            CallSign = alarm.CallSign,
            Words = alarm.Words,
            MemberNations = { alarm.MemberNation.Length > 0 ? [alarm.MemberNation] : [] },
        };
    }

    private static V1.Alert.Types.Addition ToProto(Addition more) => new()
    {
        Time = more.Time.ToTimestamp(),
        DeviceTime = more.DeviceTime?.ToTimestamp(),
        Text = more.Text,
        Location = more.Location,
        Device = more.Device,
        Member = more.Member,
        CallSign = more.CallSign,
        Nation = more.Nation,
    };

    private static V1.Alert.Types.Acknowledgement ToProto(Sighting seen) => new()
    {
        Nation = seen.Nation,
        Actor = seen.Actor,
        Time = seen.Time.ToTimestamp(),
    };
}
