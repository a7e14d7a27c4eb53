using TriggerBridge.Tests.Testing;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.Tracking;
using static TriggerBridge.Tests.Tracking.TrackingApp;

namespace TriggerBridge.Tests.Tracking;

public sealed class ExecutionListTests
{
    [Fact]
    public async Task Each_execution_is_listed_once_though_pages_shift_while_they_are_read()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        for (var n = 0; n < 255; n++)
            await app.Simulator.StartForeignAsync();
        var shifted = false;
        app.Simulator.OnRequest = async request =>
        {
            // Newest first: what begins now pushes one row of the first page onto the second.
            if (!shifted && request.Url.Query.Contains("offset=250", StringComparison.Ordinal))
            {
                shifted = true;
                await app.Simulator.StartForeignAsync();
            }

            return null;
        };

        var listing = await app.Get<IExecutionList>().ReadAsync("acme", Query(), CancellationToken.None);

        Assert.True(listing.IsWhole);
        Assert.Superset(IdsOf(await app.Simulator.ExecutionsAsync())[..255].ToHashSet(StringComparer.Ordinal), listing.Executions.Keys.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_short_page_is_not_the_end()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        app.Simulator.OnRequest = request => Task.FromResult(Page(request.Url.Query) is { } page
            ? StubHttpHandler.Json(System.Net.HttpStatusCode.OK, page)
            : null);
        var listing = await app.Get<IExecutionList>().ReadAsync("acme", Query(), CancellationToken.None);
        Assert.True(listing.IsWhole);
        Assert.Equal(["e0", "e1", "e2"], listing.Executions.Keys.Order(StringComparer.Ordinal));

        static string? Page(string query) => !query.Contains("offset=", StringComparison.Ordinal) ? null
            : query.Contains("offset=0", StringComparison.Ordinal) ? """[{"id":"e0","status":"Running"},{"id":"e1","status":"Running"}]"""
            : query.Contains("offset=2", StringComparison.Ordinal) ? """[{"id":"e2","status":"Running"}]"""
            : "[]";
    }

    [Fact]
    public async Task A_list_without_an_end_is_not_whole()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        app.Simulator.OnRequest = request => Task.FromResult(request.Url.Query.Contains("offset=", StringComparison.Ordinal)
            ? StubHttpHandler.Json(System.Net.HttpStatusCode.OK, """[{"id":"e","status":"Running"}]""")
            : null);
        var listing = await app.Get<IExecutionList>().ReadAsync("acme", Query(), CancellationToken.None);
        Assert.False(listing.IsWhole);
    }

    private static ExecutionQuery Query() =>
        new() { WorkflowId = "workflow", From = Sample.Noon.AddMinutes(-1), To = Sample.Noon.AddMinutes(1) };
}
