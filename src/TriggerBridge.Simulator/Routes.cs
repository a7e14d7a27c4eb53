using TriggerBridge.Simulator.Executions;
using TriggerBridge.Simulator.Faults;
using TriggerBridge.Simulator.Operations;
using TriggerBridge.Simulator.Tokens;

namespace TriggerBridge.Simulator;

internal static class Routes
{
    private static readonly string[] DatedVersions = ["beta", "v3", "v2024", "v2025", "v2026"];

    public static void MapTenant(this WebApplication app)
    {
        app.MapPost("/oauth/token", TokenEndpoint.IssueAsync).As(Operation.Token, app);

        // ISC versions its whole API by date, or each service by itself: the version then follows the service.
        foreach (var version in DatedVersions)
        {
            app.MapWorkflows($"/{version}/workflows");
            app.MapExecutions($"/{version}/workflow-executions");
        }

        app.MapWorkflows("/workflows/v1");
        app.MapExecutions("/workflow-executions/v1");
    }

    public static void MapSimulator(this WebApplication app)
    {
        var simulator = app.MapGroup("/_simulator");
        simulator.MapGet("/executions", RecordedExecutions.List);
        simulator.MapDelete("/executions", RecordedExecutions.Clear);
        simulator.MapGet("/requests", RequestCounts.List);
        simulator.MapGet("/faults", FaultEndpoints.List);
        simulator.MapPost("/faults", FaultEndpoints.AppendAsync);
        simulator.MapDelete("/faults", FaultEndpoints.Clear);
    }

    private static void MapWorkflows(this WebApplication app, string prefix)
    {
        var workflows = app.MapGroup(prefix);
        workflows.MapPost("/execute/external/{id}", ExecuteEndpoints.ExecuteAsync).As(Operation.Execute, app);
        workflows.MapPost("/execute/external/{id}/test", ExecuteEndpoints.TestAsync).As(Operation.Test, app);
        workflows.MapGet("/{id}/executions", ExecutionEndpoints.List).As(Operation.List, app);
    }

    private static void MapExecutions(this WebApplication app, string prefix)
    {
        var executions = app.MapGroup(prefix);
        executions.MapGet("/{id}", ExecutionEndpoints.Get).As(Operation.Get, app);
        executions.MapGet("/{id}/history", ExecutionEndpoints.History).As(Operation.History, app);
        executions.MapGet("/{id}/history-v2", ExecutionEndpoints.HistoryV2).As(Operation.History, app);
        executions.MapPost("/{id}/cancel", ExecutionEndpoints.Cancel).As(Operation.Cancel, app);
    }

    private static void As(this RouteHandlerBuilder route, Operation operation, WebApplication app)
    {
        var gate = app.Services.GetRequiredService<OperationGate>();
        route.AddEndpointFilter((invocation, next) => gate.PassAsync(operation, invocation, next));
    }
}
