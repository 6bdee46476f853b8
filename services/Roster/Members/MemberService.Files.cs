using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Files;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Members;

/// <summary>Many members at once, as a file.</summary>
internal sealed partial class MemberService
{
    public override Task<V1.ImportMembersResponse> ImportMembers(V1.ImportMembersRequest request, ServerCallContext context)
    {
        var (caller, now, faults) = (context.GetCaller(), clock.GetUtcNow(), new ImportFaults());
        var import = new Import<V1.Member, MemberName>(MemberSheet.Sheet, CsvFile.Read(request.Csv, faults), caller.Nation, faults);

        return request.ValidateOnly
            ? journal.ReadAsync(async db => (await new MemberImport(db, import, dutyTimes, teams).CheckAsync()).Answer, context.CancellationToken)
            : journal.ChangeAsync(request, caller, db => new MemberImport(db, import, dutyTimes, teams).RunAsync(caller, now), context.CancellationToken);
    }

    public override async Task ExportMembers(
        V1.ExportMembersRequest request, IServerStreamWriter<V1.ExportMembersResponse> responseStream, ServerCallContext context)
    {
        var (now, view) = (clock.GetUtcNow(), context.GetView());

        var members = await journal.ReadAsync(
            db => db.Members.Matching(request.Filter, now, view).OrderBy(row => row.Ordinal).ToListAsync(context.CancellationToken), context.CancellationToken);
        members.ForEach(row => AuditNotes.Show(row.Name, row.Nation));

        foreach (var part in MemberSheet.Sheet.Parts(members.Select(row => view.Of(row.ToProto(null)))))
        {
            await responseStream.WriteAsync(new() { Csv = part }, context.CancellationToken);
        }
    }
}
