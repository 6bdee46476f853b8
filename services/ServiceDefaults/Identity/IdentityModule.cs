using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>Checks callers' tokens, alike in the gateway and in every service.</summary>
public static class IdentityModule
{
    /// <summary>Adds bearer token validation against <c>Identity:Authority</c>.</summary>
    public static void AddIdentity(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<IdentityOptions>, IdentityOptionsValidator>();
        builder.Services.AddOptions<IdentityOptions>().Bind(builder.Configuration.GetSection("Identity")).ValidateOnStart();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        LeaveOutKeys(builder.Services);
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IOptions<IdentityOptions>, IHostEnvironment>((bearer, identity, environment) =>
                Configure(bearer, identity.Value, environment));
    }

    // Bearer tokens need no keys of our own; the framework would make some at every start and write them into the home directory.
    private static void LeaveOutKeys(IServiceCollection services)
    {
        foreach (var keys in services.Where(service => service.ImplementationType?.Name == "DataProtectionHostedService").ToList())
        {
            services.Remove(keys);
        }
    }

    private static void Configure(JwtBearerOptions bearer, IdentityOptions identity, IHostEnvironment environment)
    {
        bearer.Authority = identity.Authority;
        bearer.RequireHttpsMetadata = !environment.IsDevelopment();
        bearer.MapInboundClaims = false;
        bearer.BackchannelTimeout = TimeSpan.FromSeconds(5);
        bearer.TokenValidationParameters = new()
        {
            ValidAudience = identity.Audience,
            // Pinned, so that no token chooses its own check.
            ValidAlgorithms = ["ES256", "ES384", "RS256", "PS256"],
            NameClaimType = "sub",
            RoleClaimType = "roles",
            ClockSkew = TimeSpan.FromSeconds(30),
        };
    }
}
