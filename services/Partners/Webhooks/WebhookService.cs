using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Partners.Storage;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Type.V1;

namespace TaskForce.Partners.Webhooks;

internal sealed class WebhookService(Journal<PartnersDb> journal, WebhookDesk desk, DeadLetterDesk deadLetters, TimeProvider clock) : V1.WebhookService.WebhookServiceBase
{
    public override Task<V1.Webhook> CreateWebhook(V1.CreateWebhookRequest request, ServerCallContext context) =>
        desk.CreateAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<V1.Webhook> GetWebhook(V1.GetWebhookRequest request, ServerCallContext context)
    {
        var caller = context.GetCaller();

        return journal.ReadAsync(async db => await db.ToProtoAsync(await db.Webhooks.GetAsync(request.Name, caller), clock.GetUtcNow()), context.CancellationToken);
    }

    public override Task<V1.ListWebhooksResponse> ListWebhooks(V1.ListWebhooksRequest request, ServerCallContext context) =>
        desk.ListAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<V1.Webhook> UpdateWebhook(V1.UpdateWebhookRequest request, ServerCallContext context) =>
        desk.UpdateAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<Empty> DeleteWebhook(V1.DeleteWebhookRequest request, ServerCallContext context)
    {
        var caller = context.GetCaller();

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Webhooks.GetAsync(request.Name, caller);
            Etag.Check(request.Etag, row.Version, row.Name);
            await db.RemoveAsync(row);
            db.AfterCommit(desk.Wake);
            return new Empty();
        }, context.CancellationToken);
    }

    public override Task<V1.Webhook> PauseWebhook(V1.PauseWebhookRequest request, ServerCallContext context)
    {
        var reason = IsCommander(context) ? Webhook.ByCommander : Webhook.ByPartner;

        return StepAsync(request, request.Name, request.Etag, context, (_, webhook, now) => Task.FromResult(webhook.Pause(reason, now)));
    }

    public override Task<V1.Webhook> ResumeWebhook(V1.ResumeWebhookRequest request, ServerCallContext context)
    {
        var isCommander = IsCommander(context);

        return StepAsync(request, request.Name, request.Etag, context, async (db, webhook, now) =>
        {
            var next = webhook.Resume(isCommander, now);
            await db.TryAtOnceAsync(webhook.Name.ToString(), now);
            return next;
        });
    }

    public override async Task<V1.Webhook> RotateWebhookSecret(V1.RotateWebhookSecretRequest request, ServerCallContext context)
    {
        var overlap = WebhookDesk.OverlapOf(request.Overlap);

        return desk.Show(await StepAsync(
            request, request.Name, request.Etag, context, (_, webhook, now) => Task.FromResult(webhook.Rotate(desk.NewSecret(webhook.Name), overlap, now)), showsSecret: true));
    }

    public override Task<V1.Webhook> ReplayWebhook(V1.ReplayWebhookRequest request, ServerCallContext context)
    {
        var source = desk.FeedOf(request);

        return StepAsync(request, request.Name, request.Etag, context, async (db, webhook, now) =>
        {
            await db.MoveBackAsync(webhook, source, request.After);
            return webhook.Touch(now);
        });
    }

    public override Task<V1.ListDeadLettersResponse> ListDeadLetters(V1.ListDeadLettersRequest request, ServerCallContext context) =>
        deadLetters.ListAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<V1.RedeliverDeadLettersResponse> RedeliverDeadLetters(V1.RedeliverDeadLettersRequest request, ServerCallContext context) =>
        deadLetters.RedeliverAsync(request, context.GetCaller(), context.CancellationToken);

    private static bool IsCommander(ServerCallContext context) => !context.GetCaller().Is(Role.Partner);

    private Task<V1.Webhook> StepAsync(
        IMessage request, string name, string etag, ServerCallContext context, Func<PartnersDb, Webhook, DateTimeOffset, Task<Webhook>> step, bool showsSecret = false)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Webhooks.GetAsync(name, caller);
            Etag.Check(etag, row.Version, row.Name);
            row.Set(await step(db, row.Value, now));
            await db.SaveChangesAsync();
            db.AfterCommit(desk.Wake);
            var shown = await db.ToProtoAsync(row, now);
            shown.Secret = showsSecret ? row.Value.Secrets.Current : "";
            return shown;
        }, context.CancellationToken);
    }
}

internal static class WebhooksModule
{
    public static void AddWebhooks(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<WebhookOptions>().Bind(builder.Configuration.GetSection("Webhooks")).ValidateOnStart();
        builder.Services.AddSingleton<Microsoft.Extensions.Options.IValidateOptions<WebhookOptions>, WebhookOptionsValidator>();
        builder.Services.AddSingleton<WebhookDesk>();
        builder.Services.AddSingleton<DeadLetterDesk>();
    }

    public static void MapWebhooks(this IEndpointRouteBuilder routes) => routes.MapGrpcService<WebhookService>();
}
