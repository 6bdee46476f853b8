using TaskForce.Archives;

// Where k8s/images needs more than the SDK: settle FILE SECONDS, list FILE, pin IMAGE.
switch (args)
{
    case ["settle", var file, var seconds]:
        var settled = new Settling(DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds))).Settle(Read(file));
        using (var target = File.Create(file))
        {
            settled.Write(target);
        }

        return 0;
    case ["list", var file]:
        foreach (var line in Digests.Of(Read(file)))
        {
            Console.Out.WriteLine(line);
        }

        return 0;
    case ["pin", var image]:
        using (var http = new HttpClient())
        {
            Console.Out.WriteLine(await BaseImage.PinAsync(image, http));
        }

        return 0;
    default:
        Console.Error.WriteLine("settle FILE SECONDS | list FILE | pin IMAGE");
        return 2;
}

static OciArchive Read(string file)
{
    using var source = File.OpenRead(file);
    return OciArchive.Read(source);
}
