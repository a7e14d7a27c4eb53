using TriggerBridge.Functions.Hosting;

namespace TriggerBridge.Functions;

/// <summary>All functions with their addresses; each has a folder with the <c>function.json</c> that says the same to the Functions host.</summary>
internal static class FunctionRoutes
{
    public static void MapFunctions(this WebApplication app)
    {
        app.MapMethods("/api/hooks/{bridge}", [HttpMethods.Post, HttpMethods.Get, HttpMethods.Options], ReceiveWebhook.RunAsync).WithName(nameof(ReceiveWebhook));
        app.MapGet("/api/health", Health.RunAsync).WithName(nameof(Health));

        var operators = app.MapGroup("/api").RequireFunctionKey(app.Configuration);
        operators.MapGet("/deliveries", ListDeliveries.RunAsync).WithName(nameof(ListDeliveries));
        operators.MapGet("/deliveries/{bridge}/{deliveryId}", GetDelivery.RunAsync).WithName(nameof(GetDelivery));
        operators.MapPost("/deliveries/{bridge}/{deliveryId}/replay", ReplayDelivery.RunAsync).WithName(nameof(ReplayDelivery));
        operators.MapPost("/deliveries/replay", ReplayDeliveries.RunAsync).WithName(nameof(ReplayDeliveries));
        operators.MapGet("/polls", ListPolls.RunAsync).WithName(nameof(ListPolls));
        operators.MapPost("/polls/{bridge}/run", RunPoll.RunAsync).WithName(nameof(RunPoll));
        operators.MapPost("/polls/{bridge}/reset", ResetPoll.RunAsync).WithName(nameof(ResetPoll));
        operators.MapPost("/polls/{bridge}/preview", PreviewPoll.RunAsync).WithName(nameof(PreviewPoll));
        operators.MapPost("/bridges/{bridge}/preview", PreviewEvent.RunAsync).WithName(nameof(PreviewEvent));
        operators.MapGet("/status", Status.RunAsync).WithName(nameof(Status));

        // Outside /api, where no request from outside the host can reach; alone, the app runs its timers itself.
        if (FunctionsHost.IsPresent(app.Configuration))
        {
            app.MapPost("/" + nameof(ProcessDueWork), ProcessDueWork.RunAsync).WithName(nameof(ProcessDueWork));
            app.MapPost("/" + nameof(PollSources), PollSources.RunAsync).WithName(nameof(PollSources));
            app.MapPost("/" + nameof(PurgeLedger), PurgeLedger.RunAsync).WithName(nameof(PurgeLedger));
        }
    }
}
