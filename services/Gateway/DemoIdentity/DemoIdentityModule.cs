using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Gateway.DemoIdentity;

/// <summary>Adds the demo issuer at <c>/demo</c>, in Development only.</summary>
internal static class DemoIdentityModule
{
    public static void AddDemoIdentity(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("DemoIdentity");
        var enabled = section.GetValue("Enabled", builder.Environment.IsDevelopment());
        builder.Services.AddSingleton<IValidateOptions<DemoIdentityOptions>, DemoIdentityOptionsValidator>();
        builder.Services.AddOptions<DemoIdentityOptions>().Bind(section).Configure(options => options.Enabled = enabled).ValidateOnStart();
        if (!enabled)
        {
            return;
        }

        builder.Services.AddOptions<IdentityOptions>().Validate(
            identity => identity.Issuers.Values.Count(issuer => issuer.Kind == IssuerKind.Demo) == 1,
            "Identity:Issuers must have one issuer of the kind Demo, whose Authority is this gateway's /demo.");
        builder.Services.AddOptions<StoreOptions>().Bind(builder.Configuration.GetSection("Data"));
        builder.Services.AddSingleton<DemoKey>();
        builder.Services.AddSingleton<DemoIssuer>();
        // The gateway knows its own key; to ask itself for it by HTTP would make the first call wait for the door it came through.
        builder.Services.Replace(ServiceDescriptor.Singleton<FetchIssuer>(services => (authority, cancellation) =>
            services.GetRequiredService<DemoIssuer>().OwnDocument(authority) is { } own
                ? Task.FromResult(own)
                : IdentityModule.FetchAsync(services, authority, cancellation)));
    }

    public static void MapDemoIdentity(this WebApplication app)
    {
        if (app.Services.GetService<DemoIssuer>() is not { } issuer)
        {
            return;
        }

        app.MapGet("/demo/.well-known/openid-configuration", issuer.Configuration);
        app.MapGet("/demo/jwks", issuer.Keys);
        app.MapGet("/demo/profiles", issuer.Profiles);
        app.MapPost("/demo/token", issuer.TokenAsync);
    }
}
