namespace TaskForce.Cli.Up;

/// <summary>How one process is started.</summary>
/// <param name="Name">What it is called to people and in its log file's name.</param>
/// <param name="Program">The program, found on the path if it has no directory.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Directory">Where it runs.</param>
/// <param name="Environment">What is added to the runner's own environment.</param>
internal sealed record ServiceSpec(
    string Name, string Program, IReadOnlyList<string> Arguments, string Directory, IReadOnlyDictionary<string, string> Environment);
