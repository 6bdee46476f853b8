using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>
/// Services that call in another's place. Who may do so does nothing else: a call that does not say for whom is refused, so that a fault of theirs shows too
/// little and never too much.
/// </summary>
internal static class Standins
{
    /// <summary>Whoever the call is to be taken for: the caller itself, unless it acts for another.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unauthenticated"/>, <c>ACTING_REFUSED</c>: it may not act for anybody, or does not say for whom in a known form.</exception>
    public static ClaimsIdentity Resolve(ClaimsIdentity caller, HttpRequest request, IdentityOptions options)
    {
        var isService = caller.HasClaim("roles", CallerClaims.Spell(Role.Service));
        var subject = caller.FindFirst("sub")?.Value ?? "";
        var forPartners = isService && options.MayActForPartners.Contains(subject, StringComparer.Ordinal);
        var forDevices = isService && options.MayActForDevices.Contains(subject, StringComparer.Ordinal);
        var saysPartner = request.Headers.TryGetValue(ActingFor.Header, out var partner);
        var saysDevice = request.Headers.TryGetValue(ActingForDevice.Header, out var device);
        return (saysPartner, saysDevice) switch
        {
            (false, false) when !forPartners && !forDevices => caller,
            (true, false) when forPartners => ActingFor.Read(partner.ToString())?.ToIdentity() ?? throw Refused(),
            (false, true) when forDevices => ActingForDevice.Read(device.ToString()) ?? throw Refused(),
            _ => throw Refused(),
        };
    }

    private static DomainException Refused() =>
        new(Fault.Unauthenticated, "ACTING_REFUSED", "This caller may not act for another, or does not say for whom.");
}
