using System.Text.Json.Nodes;
using TriggerBridge.Simulator.Executions;
using TriggerBridge.Simulator.Http;
using TriggerBridge.Simulator.Json;
using TriggerBridge.Simulator.Tokens;

namespace TriggerBridge.Simulator.Workflows;

internal static class WorkflowEndpoints
{
    public static IResult List(WorkflowStore workflows, HttpContext context) => JsonAnswer.Page(workflows.All(), context);

    public static async Task<IResult> CreateAsync(HttpRequest request, WorkflowStore workflows, CancellationToken cancellationToken) =>
        await JsonBody.ReadObjectAsync(request, cancellationToken) is { } body && body.TextOf("name") is { Length: > 0 }
            ? JsonAnswer.Of(workflows.Create(body))
            : IscError.BadRequest("A workflow is a JSON object with a name.");

    public static IResult Get(string id, WorkflowStore workflows) =>
        workflows.Find(id) is { } workflow ? JsonAnswer.Of(workflow) : IscError.NotFound();

    public static async Task<IResult> PutAsync(string id, HttpRequest request, WorkflowStore workflows, CancellationToken cancellationToken)
    {
        if (workflows.Find(id) is not { } before)
            return IscError.NotFound();
        return await JsonBody.ReadObjectAsync(request, cancellationToken) is { } body
            ? JsonAnswer.Of(workflows.Replace(before, body))
            : IscError.BadRequest("A workflow is a JSON object.");
    }

    public static async Task<IResult> PatchAsync(string id, HttpRequest request, WorkflowStore workflows, CancellationToken cancellationToken)
    {
        if (workflows.Find(id) is not { } before)
            return IscError.NotFound();
        return await JsonBody.ReadAsync(request, cancellationToken) is JsonArray changes && JsonPatch.Apply(before, changes) is { } after
            ? JsonAnswer.Of(workflows.Replace(before, after))
            : IscError.BadRequest("The JSON Patch does not fit the workflow.");
    }

    public static IResult Delete(string id, WorkflowStore workflows)
    {
        if (workflows.Find(id) is not { } workflow)
            return IscError.NotFound();
        if (workflow.IsTrue("enabled"))
            return IscError.BadRequest("An enabled workflow cannot be deleted: disable it first.");
        workflows.Remove(id);
        return TypedResults.NoContent();
    }

    /// <summary>Runs it, enabled or not.</summary>
    public static async Task<IResult> TestAsync(string id, HttpRequest request, WorkflowStore workflows, ExecutionStarter starter, CancellationToken cancellationToken)
    {
        if (workflows.Find(id) is null)
            return IscError.NotFound();
        return await ExecutionInput.ReadAsync(request.BodyReader, cancellationToken) is InputOutcome.Read body
            ? TypedResults.Json(
                new TestStarted(starter.Start(id, body.Input, ExecutionStatus.Completed).Id), WorkflowJson.Instance.TestStarted)
            : IscError.BadRequest("The request body is not a JSON object.");
    }

    /// <summary>A new client takes the place of the old one at once; only while the workflow is disabled, as has been seen live.</summary>
    public static IResult CreateClient(string id, WorkflowStore workflows, TokenStore tokens)
    {
        if (workflows.Find(id) is not { } workflow)
            return IscError.NotFound();
        if (workflow.IsTrue("enabled"))
            return IscError.BadRequest("The workflow must be disabled to generate a new client.");
        if (workflow["trigger"] is not JsonObject trigger || trigger.TextOf("type") is not "EXTERNAL")
            return IscError.BadRequest("The workflow has no external trigger.");

        var client = tokens.Register(id);
        var url = WorkflowStore.ExecutePath(id);
        var attributes = trigger["attributes"] as JsonObject ?? [];
        trigger["attributes"] = attributes.DeepClone();
        trigger["attributes"]!["clientId"] = client.Id;
        trigger["attributes"]!["url"] = url;
        workflows.Replace(workflow, workflow);
        return JsonAnswer.Of(new JsonObject { ["id"] = client.Id, ["secret"] = client.Secret, ["url"] = url });
    }
}

internal sealed record TestStarted(string WorkflowExecutionId);
