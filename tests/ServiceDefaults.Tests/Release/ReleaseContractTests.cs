using Google.Protobuf;
using Google.Protobuf.Reflection;
using TaskForce.ServiceDefaults.Release;
using TaskForce.Type.V1;
using FieldKind = Google.Protobuf.Reflection.FieldType;
using FieldType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;
using Sensitivity = TaskForce.Type.V1.Owned.Types.Sensitivity;

namespace TaskForce.ServiceDefaults.Tests.Release;

/// <summary>What a service does not start with.</summary>
public sealed class ReleaseContractTests
{
    // What has a nation and is not one nation's: configuration of the deployment, steps that the message around them owns, and the roster's own questions.
    private static readonly HashSet<string> NotOwned = ["taskforce.roster.v1.DutyPattern", "taskforce.roster.v1.SupportRequest.Step"];

    // What names one of the nations' people, or one of their devices.
    private static readonly string[] People = ["member", "members", "call_sign", "outgoing", "recipient", "device", "devices"];

    // What only the person whom it names is sent.
    private static readonly HashSet<string> ToThemselves = ["taskforce.tasking.v1.HHourOrder"];

    [Fact]
    public void Messages_EveryOneOfTheRosterThatNamesANation_IsOwned()
    {
        var open = Reached("taskforce.roster.v1").Where(type => type.FindFieldByName("nation") is not null
            && type.GetOptions()?.GetExtension(ReleaseExtensions.Owned) is null && !NotOwned.Contains(type.FullName));

        Assert.Empty(open.Select(type => type.FullName));
    }

    [Fact]
    public void Fields_EveryOneOfTaskingThatNamesPeopleOrDevices_IsMarked()
    {
        var open = from type in Reached("taskforce.tasking.v1")
                   where !ToThemselves.Contains(type.FullName)
                   from name in People
                   let field = type.FindFieldByName(name)
                   where field is not null && !IsOwnedMessage(field)
                       && (field.GetOptions()?.GetExtension(ReleaseExtensions.SameAs) ?? "").Length == 0
                       && (field.GetOptions()?.GetExtension(ReleaseExtensions.Sensitivity) ?? Sensitivity.Unspecified) != Sensitivity.ByRule
                   select field.FullName;

        Assert.Empty(open);
    }

    private static IEnumerable<MessageDescriptor> Reached(string package)
    {
        var reached = new HashSet<MessageDescriptor>();
        foreach (var method in TaskForce.Contracts.Services.Where(service => service.File.Package == package).SelectMany(service => service.Methods))
        {
            Reach(method.OutputType, reached);
        }

        return reached.Where(type => type.File.Package == package);
    }

    private static bool IsOwnedMessage(FieldDescriptor field) =>
        field.FieldType == FieldKind.Message && field.MessageType.GetOptions()?.GetExtension(ReleaseExtensions.Owned) is not null;

    [Fact]
    public void Read_FieldWithoutAMark_IsNamed()
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => ReleaseContract.Of([Build(Text("nation", 1, Sensitivity.Open), Text("shoe_size", 2, null), Withheld)]));

        Assert.Contains("taskforce.test.v1.Person does not mark shoe_size", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoListOfWhatIsWithheld_IsNamed() => Assert.Contains("Person has no withheld_fields",
        Assert.Throws<InvalidOperationException>(() => ReleaseContract.Of([Build(Text("nation", 1, Sensitivity.Open), Text("shoe_size", 2, Sensitivity.ByRule))])).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_OwnerThatIsNotOpen_IsNamed() => Assert.Contains("an owner, nation, that is not open",
        Assert.Throws<InvalidOperationException>(() => ReleaseContract.Of([Build(Text("nation", 1, Sensitivity.ByRule), Withheld)])).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_SameAsNothing_IsNamed()
    {
        var shoe = Text("shoe_size", 2, null);
        shoe.Options = new();
        shoe.Options.SetExtension(ReleaseExtensions.SameAs, "Person.boot_size");

        Assert.Contains("shoe_size is the same as Person.boot_size, which is not marked",
            Assert.Throws<InvalidOperationException>(() => ReleaseContract.Of([Build(Text("nation", 1, Sensitivity.Open), shoe, Withheld)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WholeMessage_IsRead()
    {
        var contract = ReleaseContract.Of([Build(Text("nation", 1, Sensitivity.Open), Text("shoe_size", 2, Sensitivity.ByRule), Withheld)]);

        Assert.Equal(Sensitivity.ByRule, contract.Data["Person.shoe_size"]);
    }

    private static FieldDescriptorProto Withheld => new()
    {
        Name = "withheld_fields",
        Number = 9,
        Type = FieldType.String,
        Label = FieldDescriptorProto.Types.Label.Repeated,
    };

    private static FieldDescriptorProto Text(string name, int number, Sensitivity? sensitivity)
    {
        var field = new FieldDescriptorProto { Name = name, Number = number, Type = FieldType.String, Label = FieldDescriptorProto.Types.Label.Optional };
        if (sensitivity is { } mark)
        {
            field.Options = new();
            field.Options.SetExtension(ReleaseExtensions.Sensitivity, mark);
        }

        return field;
    }

    private static FileDescriptor Build(params FieldDescriptorProto[] fields)
    {
        var options = new MessageOptions();
        options.SetExtension(ReleaseExtensions.Owned, new Owned { Nations = { "nation" } });
        var file = new FileDescriptorProto
        {
            Name = "taskforce/test/v1/person.proto",
            Package = "taskforce.test.v1",
            Syntax = "proto3",
            Dependency = { ReleaseReflection.Descriptor.Name },
            MessageType = { new DescriptorProto { Name = "Person", Field = { fields }, Options = options } },
        };
        var files = new List<FileDescriptor>();
        Collect(ReleaseReflection.Descriptor, files);
        return FileDescriptor.BuildFromByteStrings([.. files.Select(each => each.SerializedData), file.ToByteString()],
            new ExtensionRegistry { ReleaseExtensions.Owned, ReleaseExtensions.Sensitivity, ReleaseExtensions.SameAs, ReleaseExtensions.OwnedBy, ReleaseExtensions.ShownAs })[^1];
    }

    private static void Collect(FileDescriptor file, List<FileDescriptor> files)
    {
        foreach (var import in file.Dependencies)
        {
            Collect(import, files);
        }

        if (!files.Contains(file))
        {
            files.Add(file);
        }
    }

    private static void Reach(MessageDescriptor type, HashSet<MessageDescriptor> reached)
    {
        if (reached.Add(type))
        {
            foreach (var field in type.Fields.InFieldNumberOrder().Where(field => field.FieldType == Google.Protobuf.Reflection.FieldType.Message))
            {
                Reach(field.MessageType, reached);
            }
        }
    }
}
