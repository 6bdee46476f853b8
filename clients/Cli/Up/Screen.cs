namespace TaskForce.Cli.Up;

/// <summary>What the runner says, line by line. Thread safe.</summary>
internal sealed class Screen(TextWriter output)
{
    private readonly Lock _one = new();

    public void Say(string line)
    {
        lock (_one)
        {
            try
            {
                output.WriteLine(line);
                output.Flush();
            }
            catch (IOException)
            {
                // The terminal was closed. The processes have still to be stopped in order, so this must not end the runner.
            }
        }
    }
}
