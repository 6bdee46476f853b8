using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>Checks callers' tokens, alike in the gateway and in every service.</summary>
public static class IdentityModule
{
    private const int LargestDocument = 1024 * 1024;

    /// <summary>By how much clocks may differ: a token is valid so much sooner and longer.</summary>
    internal static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Adds the validation of bearer tokens of the issuers in <c>Identity:Issuers</c>, a scheme each.</summary>
    public static void AddIdentity(this IHostApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("Identity");
        builder.Services.AddSingleton<IValidateOptions<IdentityOptions>, IdentityOptionsValidator>();
        builder.Services.AddOptions<IdentityOptions>().Bind(section).ValidateOnStart();
        AddKeys(builder);
        var schemes = builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddPolicyScheme(JwtBearerDefaults.AuthenticationScheme, null, policy =>
                policy.ForwardDefaultSelector = context => context.RequestServices.GetRequiredService<Issuers>().Choose(context))
            .AddJwtBearer(Issuers.NoScheme, bearer => bearer.EventsType = typeof(TokenEvents));
        foreach (var issuer in section.GetSection("Issuers").GetChildren())
        {
            schemes.AddJwtBearer(Issuers.SchemeOf(issuer.Key), bearer => bearer.EventsType = typeof(TokenEvents));
            builder.Services.AddOptions<JwtBearerOptions>(Issuers.SchemeOf(issuer.Key))
                .Configure<Issuers>((bearer, issuers) => Configure(bearer, issuers.Of(Issuers.SchemeOf(issuer.Key))));
        }

        LeaveOutKeys(builder.Services);
    }

    /// <summary>Gets an issuer's document by HTTP: the usual <see cref="FetchIssuer"/>.</summary>
    public static Task<OpenIdConnectConfiguration> FetchAsync(IServiceProvider services, string authority, CancellationToken cancellation) =>
        OpenIdConnectConfigurationRetriever.GetAsync(
            $"{authority.TrimEnd('/')}/.well-known/openid-configuration",
            new HttpDocumentRetriever(services.GetRequiredService<IHttpClientFactory>().CreateClient("issuers"))
            {
                RequireHttps = !services.GetRequiredService<IHostEnvironment>().IsDevelopment(),
            },
            cancellation);

    private static void AddKeys(IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient("issuers", http =>
        {
            http.Timeout = TimeSpan.FromSeconds(5);
            http.MaxResponseContentBufferSize = LargestDocument;
        }).RemoveAllLoggers();
        builder.Services.AddSingleton<FetchIssuer>(services => (authority, cancellation) => FetchAsync(services, authority, cancellation));
        builder.Services.AddSingleton<Issuers>();
        builder.Services.AddSingleton<KnownTokens>();
        builder.Services.AddSingleton<TokenEvents>();
        builder.Services.AddHostedService<KeyKeeper>();
    }

    // Bearer tokens need no keys of our own; the framework would make some at every start and write them into the home directory.
    private static void LeaveOutKeys(IServiceCollection services)
    {
        foreach (var keys in services.Where(service => service.ImplementationType?.Name == "DataProtectionHostedService").ToList())
        {
            services.Remove(keys);
        }
    }

    private static void Configure(JwtBearerOptions bearer, IssuerKeys issuer)
    {
        bearer.ConfigurationManager = issuer;
        bearer.MapInboundClaims = false;
        bearer.RefreshOnIssuerKeyNotFound = false;
        bearer.TokenValidationParameters = new()
        {
            ValidIssuer = issuer.Options.Name,
            ValidAudience = issuer.Options.Audience,
            ValidAlgorithms = issuer.Options.PinnedAlgorithms,
            ClockSkew = ClockSkew,
        };
    }
}
