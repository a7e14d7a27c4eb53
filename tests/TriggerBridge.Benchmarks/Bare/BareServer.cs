using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.SailPoint;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Benchmarks.Bare;

/// <summary>
/// What remains of the app without everything that it is there for: reads a request, records it, calls ISC, records the outcome,
/// answers. The same rows, the same call, the same clients; nothing is verified, mapped, compressed, leased or logged.
/// </summary>
internal static class BareServer
{
    public const string Verb = "bare";

    public static async Task RunAsync(BareSettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(settings.Urls);
        builder.Services.AddIscClients();
        await using var app = builder.Build();

        var http = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient(IscClients.HttpClientName);
        var isc = await BareIsc.ConnectAsync(http, settings.TenantUrl);
        var rows = new BareRows(BareRows.Table(settings.TableConnectionString, "BareDeliveries"), settings.PayloadBytes);
        await rows.CreateTableAsync();

        app.MapGet("/api/health", static context => context.Response.WriteAsync("healthy"));
        app.MapPost("/api/hooks/{bridge}", context => ReceiveAsync(context, rows, isc));
        await app.RunAsync();
    }

    private static async Task ReceiveAsync(HttpContext context, BareRows rows, BareIsc isc)
    {
        await DrainAsync(context.Request.BodyReader);
        var deliveryId = DeliveryId.From(context.Request.Headers["X-GitHub-Delivery"].ToString());

        var recorded = await rows.InsertAsync((string)context.GetRouteValue("bridge")!, deliveryId);
        var executionId = await isc.ExecuteAsync(deliveryId);
        await rows.MergeAsync(recorded, executionId);

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""{"deliveryId":"{{deliveryId}}","status":"Started","workflowExecutionId":"{{executionId}}"}""");
    }

    private static async Task DrainAsync(PipeReader body)
    {
        while (true)
        {
            var read = await body.ReadAsync();
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }
}
