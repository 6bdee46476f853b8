using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Release;
using TaskForce.Type.V1;
using Records = TaskForce.Type.V1.Audit.Types.Records;

namespace TaskForce.ServiceDefaults.Tests.Contracts;

public class ContractsTests
{
    [Fact]
    public void Files_EveryFileWithAService_IsListed()
    {
        var all = typeof(TaskForce.Contracts).Assembly.GetTypes().Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)).OfType<FileDescriptor>();

        Assert.Equal(all.Where(file => file.Services.Count > 0).Select(file => file.Name).Order(), TaskForce.Contracts.Files.Select(file => file.Name).Order());
    }

    [Fact]
    public void Methods_EveryOne_HasAnAccessRule() => Assert.Null(Record.Exception(() => new AccessRules()));

    [Fact]
    public void Document_IsWhatTheContractsSay()
    {
        // `make docs` sets it.
        if (Environment.GetEnvironmentVariable("TASKFORCE_WRITE_DOCS") == "1")
        {
            File.WriteAllText(AccessDocument.Path, AccessDocument.Write());
        }

        Assert.Equal(AccessDocument.Write(), File.ReadAllText(AccessDocument.Path));
    }

    [Fact]
    public void Document_IsWhatTheOptionsSay()
    {
        if (Environment.GetEnvironmentVariable("TASKFORCE_WRITE_DOCS") == "1")
        {
            File.WriteAllText(ConfigurationDocument.Path, ConfigurationDocument.Write());
        }

        Assert.Equal(ConfigurationDocument.Write(), File.ReadAllText(ConfigurationDocument.Path));
    }

    [Fact]
    public void Rule_WithoutAScope_IsNotWhole()
    {
        Assert.False(new Access { Roles = { Role.Dispatcher } }.IsWhole);
        Assert.False(new Access { Scope = Access.Types.Scope.Any }.IsWhole);
        Assert.False(new Access { Roles = { Role.Dispatcher }, Scope = Access.Types.Scope.Any, RoleScopes = { new Access.Types.RoleScope { Role = Role.Field, Scope = Access.Types.Scope.Self } } }.IsWhole);
        Assert.True(new Access { Roles = { Role.Dispatcher }, Scope = Access.Types.Scope.Any }.IsWhole);
    }

    [Fact]
    public void Methods_EveryOne_SaysWhatIsAudited() => Assert.Null(Record.Exception(() => new AuditRules()));

    [Fact]
    public void Messages_EveryOneThatANationOwns_SaysWhoSeesWhat() => Assert.Null(Record.Exception(() => new ReleaseContract()));

    [Fact]
    public void Methods_ThoseThatAreAuditedAsAChange_AreThoseWithARequestId()
    {
        // A device's stream has no id: each of its reports is known by its time.
        var methods = TaskForce.Contracts.Services.SelectMany(service => service.Methods).Where(method => method.Name != "StreamPositions").ToList();

        Assert.All(methods.Where(method => RecordsOf(method) == Records.Change), method => Assert.True(method.InputType.FindFieldByName("request_id") is not null, method.FullName));
        Assert.All(methods.Where(method => method.InputType.FindFieldByName("request_id") is not null), method => Assert.True(RecordsOf(method) != Records.Read, method.FullName));
    }

    [Fact]
    public void Check_RoleThatTheRuleDoesNotName_IsDenied()
    {
        var auditor = new Caller("auditor.de", "DE", [Role.Auditor], "");

        var refusal = Assert.Throws<DomainException>(() => new AccessRules().Check("/taskforce.tasking.v1.MissionService/ApproveMission", () => auditor));

        Assert.Equal(Fault.Denied, refusal.Fault);
    }

    [Theory]
    [InlineData("/taskforce.tasking.v1.MissionService/Explode")]
    [InlineData("/Taskforce.tasking.v1.MissionService/ApproveMission")]
    [InlineData("/taskforce.tasking.v1.MissionService/approvemission")]
    [InlineData("/Grpc.health.v1.Health/Check")]
    public void Check_MethodThatNoContractHas_IsRefused(string method) => Assert.Equal(
        StatusCode.Unimplemented, Assert.Throws<RpcException>(() => new AccessRules().Check(method, () => new("x", "DE", [Role.Commander], ""))).StatusCode);

    [Fact]
    public void Mutations_EveryOne_HasARequestId()
    {
        string[] reads = ["Get", "List", "Watch", "Find", "Estimate", "Propose", "Plan", "Explain", "Count", "Export", "Receive", "Stream", "Verify", "Preview"];
        var changing = TaskForce.Contracts.Services.SelectMany(service => service.Methods)
            .Where(method => !reads.Any(read => method.Name.StartsWith(read, StringComparison.Ordinal)) || method.Name is "GiveGo");

        Assert.All(changing, method => Assert.True(method.InputType.FindFieldByName("request_id") is not null, method.FullName));
    }

    private static Records RecordsOf(MethodDescriptor method) => method.GetOptions().GetExtension(AuditExtensions.Audit).Records;
}
