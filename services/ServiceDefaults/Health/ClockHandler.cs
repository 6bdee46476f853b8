using Microsoft.Extensions.DependencyInjection;

namespace TaskForce.ServiceDefaults.Health;

/// <summary>Notes what the answers of another service say of its clock.</summary>
public sealed class ClockHandler : DelegatingHandler
{
    private readonly string _peer;
    private readonly Clocks _clocks;
    private readonly TimeProvider _clock;

    private ClockHandler(string peer, Clocks clocks, TimeProvider clock) => (_peer, _clocks, _clock) = (peer, clocks, clock);

    /// <summary>For the calls to a service, <c>roster</c>.</summary>
    public static ClockHandler Of(string peer, IServiceProvider services) =>
        new(peer, services.GetRequiredService<Clocks>(), services.GetRequiredService<TimeProvider>());

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = _clock.GetUtcNow();
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.Headers.Date is { } date)
        {
            _clocks.NoteDate(_peer, sent, date);
        }

        return answer;
    }
}
