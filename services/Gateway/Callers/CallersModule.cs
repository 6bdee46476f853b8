using Microsoft.AspNetCore.Authorization;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.Gateway.Callers;

/// <summary>Who may come in: whoever shows a valid token. What they may do, the services decide.</summary>
internal static class CallersModule
{
    public static void AddCallers(this WebApplicationBuilder builder)
    {
        builder.AddIdentity();
        builder.Services.AddAuthorization();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, TokenRequired>();
    }
}
