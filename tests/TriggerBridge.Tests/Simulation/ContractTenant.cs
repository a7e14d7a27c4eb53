using System.Net;
using System.Text;
using System.Text.Json;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Executions;

namespace TriggerBridge.Tests.Simulation;

/// <summary>A tenant of ISC that is held against <see cref="TenantContract"/>, and what is asked of it there.</summary>
internal abstract class ContractTenant : IAsyncDisposable
{
    /// <summary>May start workflows, and nothing else.</summary>
    public const string Starter = "client-a";

    /// <summary>May read executions and cancel them, and may start none.</summary>
    public const string Reader = "reader";

    public const string Secret = "client-secret-8d20";
    public const string Workflow = "workflow-hold";

    private const string Executions = "/v2026/workflow-executions/";

    /// <summary>The most that one may take to show, where none is shown late.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(10);

    /// <summary>Longer than any runs, and shorter than any is kept.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(4);

    public abstract Task<TenantAnswer> SendAsync(HttpMethod method, string pathAndQuery, HttpContent? content, string? token);

    public abstract void Advance(TimeSpan time);

    public abstract ValueTask DisposeAsync();

    public async Task<TenantAnswer> AskForTokenAsync(string client, string grant = "client_credentials")
    {
        using var form = new FormUrlEncodedContent([new("grant_type", grant), new("client_id", client), new("client_secret", Secret)]);
        return await SendAsync(HttpMethod.Post, "/oauth/token", form, token: null);
    }

    public async Task<string> TokenAsync(string client) => (await AskForTokenAsync(client)).Body.GetProperty("access_token").GetString()!;

    public async Task<TenantAnswer> ExecuteAsync(string input, string? token, string workflow = Workflow)
    {
        using var json = new StringContent($$"""{"input":{{input}}}""", Encoding.UTF8, "application/json");
        return await SendAsync(HttpMethod.Post, $"/v2026/workflows/execute/external/{workflow}", json, token);
    }

    /// <summary>Not shown yet.</summary>
    /// <returns>The execution's id.</returns>
    public async Task<string> StartAsync(string workflow = Workflow)
    {
        var answer = await ExecuteAsync(Input("d1"), await TokenAsync(Starter), workflow);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Body.GetProperty("workflowExecutionId").GetString()!;
    }

    /// <returns>The id of an execution that is shown, and open.</returns>
    public async Task<string> StartShownAsync()
    {
        var id = await StartAsync();
        AwaitShown();
        return id;
    }

    public void AwaitShown() => Advance(Lag);

    public void AwaitEnd() => Advance(Longest);

    /// <param name="part">Such as <c>/history</c>.</param>
    public async Task<TenantAnswer> ReadAsync(string id, string part = "") => await SendAsync(HttpMethod.Get, Executions + id + part, content: null, await TokenAsync(Reader));

    public async Task<TenantAnswer> CancelAsync(string id) => await SendAsync(HttpMethod.Post, $"{Executions}{id}/cancel", content: null, await TokenAsync(Reader));

    public async Task<JsonElement> ShowAsync(string id)
    {
        var answer = await ReadAsync(id);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Body;
    }

    /// <summary>One page of a list, as the product asks for it.</summary>
    public async Task<IReadOnlyList<JsonElement>> PageAsync(ExecutionQuery query, int limit, int offset)
    {
        var answer = await SendAsync(
            HttpMethod.Get,
            FormattableString.Invariant($"/v2026/workflows/{query.WorkflowId}/executions?filters={Uri.EscapeDataString(query.Filters.ToString())}&limit={limit}&offset={offset}"),
            content: null,
            await TokenAsync(Reader));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return [.. answer.Body.EnumerateArray()];
    }

    /// <summary>All pages, up to the empty one.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(ExecutionQuery? query = null)
    {
        var all = new List<JsonElement>();
        while (await PageAsync(query ?? Query(), IscListOptions.MostPerPage, all.Count) is { Count: > 0 } page)
            all.AddRange(page);
        return all;
    }

    public async Task<IReadOnlyList<string>> ListIdsAsync(ExecutionQuery? query = null) => [.. (await ListAsync(query)).Select(IdOf)];

    public static ExecutionQuery Query(DateTimeOffset? from = null, DateTimeOffset? to = null, string? status = null) =>
        new() { WorkflowId = Workflow, From = from ?? DateTimeOffset.UnixEpoch, To = to ?? DateTimeOffset.UnixEpoch.AddYears(100), Status = status };

    /// <summary>What the product sends.</summary>
    public static string Input(string deliveryId) => $$"""{"who":"Zoë \"Z\"","nested":{"list":[1,2.50,null,true]},"_deliveryId":"delivery-{{deliveryId}}","_attempt":1}""";

    public static string IdOf(JsonElement execution) => execution.GetProperty("id").GetString()!;

    public static string StatusOf(JsonElement execution) => execution.GetProperty("status").GetString()!;

    /// <summary>As the product reads it.</summary>
    public static DateTimeOffset StartOf(JsonElement execution) => ExecutionJson.Read(execution)!.StartTime!.Value;
}

internal sealed record TenantAnswer(HttpStatusCode Status, string Json)
{
    public JsonElement Body => JsonElement.Parse(Json);
}
