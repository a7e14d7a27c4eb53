using System.Text.Json;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.SailPoint.Triggers;

namespace TriggerBridge.Tests.SailPoint.Api;

/// <summary>Calls every method of the client once at least, as somebody would who sets up a workflow, uses it and takes it away.</summary>
internal static class ApiTour
{
    public static async Task TakeAsync(IscApi isc, Func<ClientCredential, IscApi> external)
    {
        var workflow = await isc.Workflows.CreateAsync(new WorkflowBody
        {
            Name = "Member removed",
            Description = "Started by GitHub",
            Owner = new IdentityReference { Type = "IDENTITY", Id = "2c91808568c529c60168cca6f90c1313", Name = "Owner" },
            Definition = new WorkflowDefinition { Start = "Send Email", Steps = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["Send Email"] = Json("""{"type":"ACTION"}""") } },
            Trigger = new WorkflowTrigger { Type = WorkflowTriggerType.External, Attributes = new WorkflowTriggerAttributes { Name = "github" } },
            Enabled = false,
        });
        var id = workflow.Id!;
        Assert.Contains(id, (await isc.Workflows.ListAsync().ToListAsync()).Select(each => each.Id));

        var client = await isc.Workflows.CreateExternalTriggerAsync(id);
        var read = await isc.Workflows.GetAsync(id);
        Assert.Equal(client.Id, read.Trigger?.Attributes?.ClientId);
        var written = await isc.Workflows.PutAsync(id, read.ToBody() with { Description = "Started by GitHub's webhook" });
        Assert.Equal(client.Id, written.Trigger?.Attributes?.ClientId);
        Assert.True((await isc.Workflows.EnableAsync(id, enabled: true)).Enabled);

        var starter = external(new ClientCredential { Id = client.Id, Secret = client.Secret, Url = client.Url });
        var input = new WorkflowInput(Json("""{"login":"octocat"}"""));
        Assert.Equal("octocat", (await starter.Workflows.TestExternalAsync(id, input)).Payload?.GetProperty("login").GetString());
        var executionId = (await starter.Workflows.ExecuteExternalAsync(id, input)).WorkflowExecutionId!;
        await FollowAsync(isc, id, executionId);
        Assert.NotEmpty(await isc.Workflows.TestAsync(id, input));

        await LookAroundAsync(isc);
        await SubscribeAsync(isc);

        await isc.Workflows.PatchAsync(id, [JsonPatchOperation.Replace("/enabled", false), JsonPatchOperation.Replace("/name", "Retired")]);
        await isc.Workflows.DeleteAsync(id);
    }

    private static async Task FollowAsync(IscApi isc, string workflowId, string executionId)
    {
        Assert.Equal(workflowId, (await isc.Executions.GetAsync(executionId)).WorkflowId);
        var since = IscFilter.Ge("start_time", DateTimeOffset.UnixEpoch);
        Assert.Contains(executionId, (await isc.Workflows.ListExecutionsAsync(workflowId, new IscListOptions { Filters = since }).ToListAsync()).Select(each => each.Id));
        Assert.Equal("WorkflowExecutionStarted", (await isc.Executions.GetHistoryAsync(executionId).ToListAsync())[0].Type);
        if (isc.Tenant.ApiVersion is not "beta")
            Assert.Equal("WorkflowExecutionStarted", (await isc.Executions.GetHistoryV2Async(executionId)).History[0].Type);
        await isc.Executions.CancelAsync(executionId);
    }

    private static async Task LookAroundAsync(IscApi isc)
    {
        var all = await isc.Library.ListAsync().ToListAsync();
        var parts = await isc.Library.ListActionsAsync().ToListAsync();
        parts.AddRange(await isc.Library.ListTriggersAsync().ToListAsync());
        parts.AddRange(await isc.Library.ListOperatorsAsync());
        Assert.Equal(all.Select(item => item.Id).Order(StringComparer.Ordinal), parts.Select(item => item.Id).Order(StringComparer.Ordinal));
    }

    private static async Task SubscribeAsync(IscApi isc)
    {
        var filter = new IscListOptions { Filters = IscFilter.Eq("id", "idn:access-request-dynamic-approver"), Count = true };
        var page = await isc.Triggers.ListPageAsync(filter);
        Assert.Equal(1, page.TotalCount);
        Assert.Equal(TriggerType.All.Select(known => known.Id), (await isc.Triggers.ListAsync().ToListAsync()).Select(each => each.Id));
        var trigger = Assert.Single(page.Items);
        var subscription = await isc.Subscriptions.CreateAsync(new SubscriptionBody
        {
            Name = "Approvers",
            TriggerId = trigger.Id,
            Type = SubscriptionType.Http,
            ResponseDeadline = "PT2H",
            HttpConfig = new HttpConfig { Url = "https://bridge.example.com/api/hooks/approvers", HttpDispatchMode = "ASYNC", HttpAuthenticationType = "BEARER_TOKEN", BearerTokenAuthConfig = new BearerTokenAuthConfig { BearerToken = "token" } },
            Enabled = true,
            Filter = "$[?($.requestedBy.name != \"Robot\")]",
        });
        var id = subscription.Id!;
        Assert.Contains(id, (await isc.Subscriptions.ListAsync().ToListAsync()).Select(each => each.Id));
        Assert.True((await isc.Subscriptions.ValidateFilterAsync(new FilterSample(trigger.ExampleInput!.Value, "$.requestedItems[?(@.operation == \"Add\")]"))).IsPathExist);
        await isc.Subscriptions.PatchAsync(id, [JsonPatchOperation.Add("/description", Json("\"Whoever asks\""))]);
        await isc.Subscriptions.UpdateAsync(id, subscription.ToBody() with { TriggerId = null, Name = "Who approves" });

        var invocation = Assert.Single(await isc.Invocations.TestAsync(new TestInvocation { TriggerId = trigger.Id, Input = trigger.ExampleInput, ContentJson = Json("{}") }));
        Assert.Contains(await isc.Invocations.ListStatusAsync().ToListAsync(), status => status.Id == invocation.Id && status.Completed is null);
        await isc.Invocations.CompleteAsync(invocation.Id!, new CompleteInvocation { Secret = invocation.Secret!, Error = "", Output = trigger.ExampleOutput!.Value });
        Assert.Contains(await isc.Invocations.ListStatusAsync().ToListAsync(), status => status.Id == invocation.Id && status.Completed is not null);
        await isc.Subscriptions.DeleteAsync(id);
    }

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
