using TriggerBridge.Simulator.Executions;
using TriggerBridge.Simulator.Faults;
using TriggerBridge.Simulator.Library;
using TriggerBridge.Simulator.Operations;
using TriggerBridge.Simulator.State;
using TriggerBridge.Simulator.Tokens;
using TriggerBridge.Simulator.Triggers;
using TriggerBridge.Simulator.Workflows;

namespace TriggerBridge.Simulator;

internal static class Routes
{
    private static readonly string[] DatedVersions = ["beta", "v3", "v2024", "v2025", "v2026"];

    public static void MapTenant(this WebApplication app)
    {
        app.MapPost("/oauth/token", TokenEndpoint.IssueAsync).As(Operation.Token, app);

        // ISC versions its whole API by date, or each service by itself: the version then follows the service.
        foreach (var version in DatedVersions)
            app.MapServices(service => $"/{version}/{service}");
        app.MapServices(service => $"/{service}/v1");
    }

    public static void MapSimulator(this WebApplication app)
    {
        var simulator = app.MapGroup("/_simulator");
        simulator.MapGet("/executions", RecordedExecutions.List);
        simulator.MapDelete("/executions", RecordedExecutions.Clear);
        simulator.MapPost("/events/{triggerId}", EventEndpoints.EmitAsync);
        simulator.MapGet("/invocations", EventEndpoints.List);
        simulator.MapDelete("/invocations", EventEndpoints.Clear);
        simulator.MapPut("/clients/{id}", TenantSetup.PutClientAsync);
        simulator.MapPut("/workflows/{id}", TenantSetup.PutWorkflowAsync);
        simulator.MapGet("/requests", RequestCounts.List);
        simulator.MapGet("/faults", FaultEndpoints.List);
        simulator.MapPost("/faults", FaultEndpoints.AppendAsync);
        simulator.MapDelete("/faults", FaultEndpoints.Clear);
    }

    private static void MapServices(this WebApplication app, Func<string, string> prefixOf)
    {
        app.MapWorkflows(prefixOf("workflows"));
        app.MapExecutions(prefixOf("workflow-executions"));
        app.MapLibrary(prefixOf("workflow-library"));
        app.MapGet(prefixOf("triggers"), EventTriggers.List).As(Operation.Trigger, app);
        app.MapSubscriptions(prefixOf("trigger-subscriptions"));
        app.MapInvocations(prefixOf("trigger-invocations"));
    }

    private static void MapWorkflows(this WebApplication app, string prefix)
    {
        var workflows = app.MapGroup(prefix);
        workflows.MapPost("/execute/external/{id}", ExecuteEndpoints.ExecuteAsync).As(Operation.Execute, app);
        workflows.MapPost("/execute/external/{id}/test", ExecuteEndpoints.TestAsync).As(Operation.Test, app);
        workflows.MapGet("/{id}/executions", ExecutionEndpoints.List).As(Operation.List, app);
        workflows.MapGet("", WorkflowEndpoints.List).As(Operation.Workflow, app);
        workflows.MapPost("", WorkflowEndpoints.CreateAsync).As(Operation.Workflow, app);
        workflows.MapGet("/{id}", WorkflowEndpoints.Get).As(Operation.Workflow, app);
        workflows.MapPut("/{id}", WorkflowEndpoints.PutAsync).As(Operation.Workflow, app);
        workflows.MapPatch("/{id}", WorkflowEndpoints.PatchAsync).As(Operation.Workflow, app);
        workflows.MapDelete("/{id}", WorkflowEndpoints.Delete).As(Operation.Workflow, app);
        workflows.MapPost("/{id}/test", WorkflowEndpoints.TestAsync).As(Operation.Workflow, app);
        workflows.MapPost("/{id}/external/oauth-clients", WorkflowEndpoints.CreateClient).As(Operation.Workflow, app);
    }

    private static void MapExecutions(this WebApplication app, string prefix)
    {
        var executions = app.MapGroup(prefix);
        executions.MapGet("/{id}", ExecutionEndpoints.Get).As(Operation.Get, app);
        executions.MapGet("/{id}/history", ExecutionEndpoints.History).As(Operation.History, app);
        executions.MapGet("/{id}/history-v2", ExecutionEndpoints.HistoryV2).As(Operation.History, app);
        executions.MapPost("/{id}/cancel", ExecutionEndpoints.Cancel).As(Operation.Cancel, app);
    }

    private static void MapLibrary(this WebApplication app, string prefix)
    {
        var library = app.MapGroup(prefix);
        library.MapGet("", WorkflowLibrary.ListAll).As(Operation.Library, app);
        library.MapGet("/actions", WorkflowLibrary.ListActions).As(Operation.Library, app);
        library.MapGet("/triggers", WorkflowLibrary.ListTriggers).As(Operation.Library, app);
        library.MapGet("/operators", WorkflowLibrary.ListOperators).As(Operation.Library, app);
    }

    private static void MapSubscriptions(this WebApplication app, string prefix)
    {
        var subscriptions = app.MapGroup(prefix);
        subscriptions.MapGet("", SubscriptionEndpoints.List).As(Operation.Subscription, app);
        subscriptions.MapPost("", SubscriptionEndpoints.CreateAsync).As(Operation.Subscription, app);
        subscriptions.MapPut("/{id}", SubscriptionEndpoints.PutAsync).As(Operation.Subscription, app);
        subscriptions.MapPatch("/{id}", SubscriptionEndpoints.PatchAsync).As(Operation.Subscription, app);
        subscriptions.MapDelete("/{id}", SubscriptionEndpoints.Delete).As(Operation.Subscription, app);
        subscriptions.MapPost("/validate-filter", SubscriptionEndpoints.ValidateFilterAsync).As(Operation.Subscription, app);
    }

    private static void MapInvocations(this WebApplication app, string prefix)
    {
        var invocations = app.MapGroup(prefix);
        invocations.MapGet("/status", InvocationEndpoints.ListStatus).As(Operation.Invocation, app);
        invocations.MapPost("/test", InvocationEndpoints.TestAsync).As(Operation.Invocation, app);
        invocations.MapPost("/{id}/complete", InvocationEndpoints.CompleteAsync).As(Operation.Callback, app);
    }

    private static void As(this RouteHandlerBuilder route, Operation operation, WebApplication app)
    {
        var gate = app.Services.GetRequiredService<OperationGate>();
        route.AddEndpointFilter((invocation, next) => gate.PassAsync(operation, invocation, next));
    }
}
