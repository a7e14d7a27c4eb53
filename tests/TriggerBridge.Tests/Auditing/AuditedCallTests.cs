using System.Net;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using TriggerBridge.Auditing;
using TriggerBridge.Functions;
using TriggerBridge.Functions.Access;
using TriggerBridge.Ledger;
using TriggerBridge.LocalHost;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Auditing;

/// <summary>What operators do is written down before it is done.</summary>
public sealed class AuditedCallTests
{
    private static readonly FunctionCatalog Catalog = new(typeof(FunctionApp).Assembly);

    [Fact]
    public async Task An_action_is_written_down_before_it_is_done_and_then_how_it_ended()
    {
        await using var app = await TestApp.StartAsync();
        var writes = new List<string>();
        app.Tables.Before = operation =>
        {
            if (operation is { Table: "Audit" or "Pauses", Actions: [{ Entity: TableEntity row }] }) writes.Add($"{operation.Table} {row.GetString("Result")}".Trim());
            return Task.CompletedTask;
        };

        Assert.Equal(HttpStatusCode.OK, await app.PauseAsync());

        Assert.Equal(["Audit Pending", "Pauses", "Audit Done"], writes);
        var entry = Assert.Single(await app.AuditAsync());
        Assert.Equal(("bridge.pause", "done", "the workflow is rebuilt"), (entry.Text("action"), entry.Text("result"), entry.Text("reason")));
        Assert.Equal(("key", "operator", "operator"), (entry.GetProperty("actor").Text("kind"), entry.GetProperty("actor").Text("id"), entry.GetProperty("actor").Text("name")));
        Assert.Equal(("github", null), (entry.GetProperty("target").Text("bridge"), entry.GetProperty("target").Text("deliveryId")));
        Assert.Equal((200, 1), (entry.GetProperty("status").GetInt32(), entry.GetProperty("count").GetInt32()));
        Assert.Equal("2026-06-01T12:00:00Z", entry.Text("at"));
        Assert.Equal("2026-06-01T12:00:00Z", entry.Text("endedAt"));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(403, "AuthorizationFailure")]
    [InlineData(404, "TableNotFound")]
    [InlineData(400, "PropertyValueTooLarge")]
    [InlineData(409, "EntityAlreadyExists")]
    [InlineData(503, "ServerBusy")]
    public async Task Nothing_is_done_while_it_cannot_be_written_down(int status, string code)
    {
        await using var app = await TestApp.StartAsync();
        app.Tables.Before = operation => operation is { Table: "Audit", Method: nameof(TableClient.AddEntityAsync) } ? throw new RequestFailedException(status, "No.", code, innerException: null) : Task.CompletedTask;

        using var answer = await app.PostAsOperatorAsync(AuditSteps.Pause, AuditSteps.Why);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        app.Tables.Before = _ => Task.CompletedTask;
        Assert.False(await app.IsPausedAsync());
        Assert.Empty(await app.AuditAsync());
        Assert.Contains(app.Logs.At(LogLevel.Error), line => line.Contains("bridge.pause", StringComparison.Ordinal));
        // And when it is back, all is as before.
        Assert.Equal(HttpStatusCode.OK, await app.PauseAsync());
    }

    [Fact]
    public async Task Nothing_is_done_while_the_table_does_not_answer()
    {
        await using var app = await TestApp.StartAsync();
        var (asked, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        app.Tables.Before = operation =>
        {
            if (operation is not { Table: "Audit", Method: nameof(TableClient.AddEntityAsync) }) return Task.CompletedTask;
            asked.TrySetResult();
            return never.Task;
        };

        var pausing = app.PauseAsync();
        await asked.Task;
        while (!pausing.IsCompleted)
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await pausing);
        app.Tables.Before = _ => Task.CompletedTask;
        Assert.False(await app.IsPausedAsync());
        never.SetResult();
    }

    [Fact]
    public async Task A_table_that_was_deleted_is_made_again()
    {
        await using var app = await TestApp.StartAsync();
        await app.PauseAsync();
        var (isGone, created) = (true, 0);
        app.Tables.Before = operation =>
        {
            if (operation is { Table: "Audit", Method: nameof(TableClient.CreateIfNotExistsAsync) }) (isGone, created) = (false, created + 1);
            return operation.Table == "Audit" && isGone ? throw new RequestFailedException(404, "Gone.", "TableNotFound", innerException: null) : Task.CompletedTask;
        };

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await app.PauseAsync());
        Assert.Equal(HttpStatusCode.OK, await app.PauseAsync());
        Assert.Equal(1, created);
    }

    [Theory]
    [InlineData(nameof(TableClient.AddEntityAsync))]
    [InlineData(nameof(TableClient.UpdateEntityAsync))]
    public async Task An_answer_of_the_table_that_was_lost_and_repeated_changes_nothing(string method)
    {
        await using var app = await TestApp.StartAsync();
        var repeats = 0;
        app.Tables.After = operation =>
        {
            operation.IsRepeated = operation.Table == "Audit" && operation.Method == method && repeats++ == 0;
            return Task.CompletedTask;
        };

        Assert.Equal(HttpStatusCode.OK, await app.PauseAsync());

        Assert.Equal(1, repeats);
        Assert.Equal("done", Assert.Single(await app.AuditAsync()).Text("result"));
        Assert.Empty(app.Logs.At(LogLevel.Error));
    }

    [Fact]
    public async Task Where_the_end_cannot_be_written_the_answer_goes_out_and_the_entry_stays_pending()
    {
        await using var app = await TestApp.StartAsync();
        app.Tables.Before = operation => operation is { Table: "Audit", Method: nameof(TableClient.UpdateEntityAsync) } ? throw new RequestFailedException(503, "Busy.") : Task.CompletedTask;

        Assert.Equal(HttpStatusCode.OK, await app.PauseAsync());

        Assert.True(await app.IsPausedAsync());
        var entry = Assert.Single(await app.AuditAsync());
        Assert.Equal("pending", entry.Text("result"));
        Assert.All(["status", "count", "endedAt"], member => Assert.Equal(JsonValueKind.Null, entry.GetProperty(member).ValueKind));
        Assert.Contains(app.Logs.At(LogLevel.Error), line => line.Contains(entry.Text("id")!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_refused_is_written_down_as_refused()
    {
        await using var app = await TestApp.StartAsync();
        using var unknown = await app.PostAsOperatorAsync("/api/bridges/none/pause", AuditSteps.Why);
        await app.PauseAsync("{}");
        await app.PauseAsync("no JSON");
        await app.PauseAsync("""{ "reason": "\ud800" }""");

        var entries = await app.AuditAsync();

        Assert.Equal([400, 400, 400, 404], entries.Select(entry => entry.GetProperty("status").GetInt32()).Order());
        Assert.All(entries, entry => Assert.Equal(("refused", 0), (entry.Text("result"), entry.GetProperty("count").GetInt32())));
        Assert.Single(entries, entry => entry.GetProperty("target").Text("bridge") == "none");
    }

    [Fact]
    public async Task What_a_fault_ends_is_written_down_as_failed()
    {
        await using var app = await TestApp.StartAsync();
        app.Tables.Before = operation => operation.Table == "Pauses" ? throw new RequestFailedException(503, "Busy.") : Task.CompletedTask;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await app.PauseAsync());

        var entry = Assert.Single(await app.AuditAsync());
        Assert.Equal(("failed", 503), (entry.Text("result"), entry.GetProperty("status").GetInt32()));
        Assert.Equal(JsonValueKind.Null, entry.GetProperty("count").ValueKind);
    }

    [Fact]
    public async Task Of_many_deliveries_it_is_written_down_how_many_and_of_which_bridge_and_whether_it_was_a_dry_run()
    {
        await using var app = await TestApp.StartAsync();
        for (var i = 0; i < 3; i++) await app.DeliverAndEndAsync($"failed {i}", DeliveryStatus.Failed);

        await ReplayAsync("""{ "bridge": "github", "status": "Failed", "DRYRUN": true }""");
        app.Time.Advance(TimeSpan.FromSeconds(1));
        await ReplayAsync("""{ "status": "Failed" }""");

        var entries = await app.AuditAsync("action=deliveries.replay");
        Assert.Equal([3, 0], entries.Select(entry => entry.GetProperty("count").GetInt32()));
        Assert.Equal([null, "github"], entries.Select(entry => entry.GetProperty("target").Text("bridge")));
        Assert.Equal([false, true], entries.Select(entry => entry.TryGetProperty("dryRun", out var dryRun) && dryRun.GetBoolean()));

        async Task ReplayAsync(string body)
        {
            using var answer = await app.PostAsOperatorAsync("/api/deliveries/replay", body);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task An_order_may_have_64_KiB()
    {
        await using var app = await TestApp.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await app.PauseAsync(AuditSteps.Why.PadRight(64 * 1024)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await app.PauseAsync(AuditSteps.Why.PadRight((64 * 1024) + 1)));

        using var unannounced = new HttpRequestMessage(HttpMethod.Post, AuditSteps.Pause) { Content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(AuditSteps.Why.PadRight(70_000)))) };
        unannounced.Headers.TransferEncodingChunked = true;
        unannounced.Headers.Authorization = TestApp.Operator;
        using var answer = await app.Client.SendAsync(unannounced);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);

        Assert.Single(await app.AuditAsync());
    }

    [Fact]
    public async Task A_sample_event_is_not_looked_into()
    {
        await using var app = await TestApp.StartForAsync("""{ "scheme": "none", "allowInsecure": true }""");
        using var answer = await app.PostAsOperatorAsync("/api/bridges/github/preview", """{ "reason": "a part of the event", "bridge": "too" }""".PadRight(100_000));

        var entry = Assert.Single(await app.AuditAsync());

        Assert.Equal(("bridge.preview", null, "github"), (entry.Text("action"), entry.Text("reason"), entry.GetProperty("target").Text("bridge")));
        Assert.NotEqual(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task No_key_and_no_token_stands_in_an_entry()
    {
        await using var app = await TestApp.StartAsync();
        const string token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln";
        await app.PauseAsync($$"""{ "reason": "with {{TestApp.Key}} and {{token}}: so" }""");
        using var wrong = await app.PostAsOperatorAsync($"/api/bridges/{TestApp.Key}/pause", AuditSteps.Why);

        var entries = await app.AuditAsync();

        Assert.Contains(entries, entry => entry.Text("reason") == "with *** and ***: so");
        Assert.Contains(entries, entry => entry.GetProperty("target").Text("bridge") == "***");
    }

    [Fact]
    public async Task Webhooks_and_what_is_only_looked_at_write_nothing()
    {
        await using var app = await TestApp.StartAsync();
        var requests = 0;
        app.Tables.Before = operation =>
        {
            if (operation.Table == "Audit") Interlocked.Increment(ref requests);
            return Task.CompletedTask;
        };

        await app.DeliverAsync("event");
        using var forged = await app.PostAsync("forged", secret: "another");
        foreach (var path in (string[])["/api/health", "/api/status", "/api/deliveries", "/api/polls", "/api/bridges/github/drift"]) await app.StatusOfAsync(path);

        Assert.Equal(0, requests);
        await app.PauseAsync();
        Assert.Equal(3, requests);
    }

    /// <summary>A function that is added without an action fails here.</summary>
    [Fact]
    public void Every_function_that_does_something_or_shows_what_events_hold_names_its_action()
    {
        var silent = Catalog.Http.Where(function => AccessPolicies.Of(function.Name) is { IsOpen: false, Audit: null }).ToArray();

        Assert.All(silent, function => Assert.Equal(["get"], function.Methods));
        Assert.Equal(["GetAudit", "GetDelivery", "GetDrift", "GetOpenApi", "ListDeliveries", "ListPolls", "Status"], silent.Select(function => function.Name));
        Assert.Equal(["GetPairing", "GetPayload", "InferSchema"], Catalog.Http.Where(function => AccessPolicies.Of(function.Name)!.Audit is not null && function.Methods.Contains("get")).Select(function => function.Name));
        Assert.All(Catalog.Http, function => Assert.True(AccessPolicies.Of(function.Name) is not { Audit: { } action } || AuditActions.All.Contains(action), function.Name));
    }

    [Fact]
    public async Task Each_of_them_leaves_its_entry()
    {
        await using var app = await TestApp.StartAsync();
        foreach (var function in Catalog.Http.Where(function => AccessPolicies.Of(function.Name)?.Audit is not null))
        {
            var path = "/api/" + function.Route.Replace("{bridge}", "github", StringComparison.Ordinal).Replace("{deliveryId}", "some-id", StringComparison.Ordinal);
            // Masked, it is not written down.
            if (function.Name == nameof(GetPayload)) path += "?plain=true";
            using var request = new HttpRequestMessage(new HttpMethod(function.Methods.Single()), path);
            if (request.Method == HttpMethod.Post) request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
            request.Headers.Authorization = TestApp.Operator;
            using var answer = await app.Client.SendAsync(request);

            var entry = Assert.Single(await app.AuditAsync("action=" + AccessPolicies.Of(function.Name)!.Audit));

            Assert.NotEqual("pending", entry.Text("result"));
            Assert.Equal((int)answer.StatusCode, entry.GetProperty("status").GetInt32());
            Assert.Equal(function.Route.Contains("{bridge}", StringComparison.Ordinal) ? "github" : null, entry.GetProperty("target").Text("bridge"));
            Assert.Equal(function.Route.Contains("{deliveryId}", StringComparison.Ordinal) ? "some-id" : null, entry.GetProperty("target").Text("deliveryId"));
        }
    }
}
