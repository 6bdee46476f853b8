namespace TaskForce.Client;

/// <summary>The unit's certificate, if it has one.</summary>
public sealed partial class FieldUnit
{
    private async Task StayEnrolledAsync()
    {
        try
        {
            await (_options.Device?.StayEnrolledAsync(_connection, _stop.Token) ?? Task.CompletedTask);
        }
        catch (Exception end) when (end is TaskForceException or IOException)
        {
            _orders.Writer.TryComplete(end);
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }
}
