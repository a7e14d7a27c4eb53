using System.Text.Json;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Tracking;

/// <summary>What the tests of tracking and reconciliation do again and again.</summary>
internal static class TrackingApp
{
    public const string RunsUnanswered = """[{"on":"execute","executeThenDrop":true,"times":1}]""";
    public const string IsLost = """[{"on":"execute","drop":true,"times":1}]""";
    public const string Retry = "\"whenInDoubt\": \"retry\",";
    public const string Hold = "\"whenInDoubt\": \"hold\",";

    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(75);
    public static readonly TimeSpan Settle = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Delivers an event whose call meets a fault and is left in doubt.</summary>
    public static async Task<JsonElement> DeliverInDoubtAsync(this TestApp app, string id, string fault)
    {
        await app.Simulator.FaultAsync(fault);
        var accepted = await app.DeliverAsync(id);
        Assert.Equal("InDoubt", accepted.GetProperty("status").GetString());
        await app.Simulator.ClearFaultsAsync();
        return accepted;
    }

    /// <summary>Delivers an event that starts, and waits until the tracker has seen its execution.</summary>
    public static async Task<JsonElement> DeliverSeenAsync(this TestApp app, string id)
    {
        var accepted = await app.DeliverAsync(id);
        Assert.Equal("Started", accepted.GetProperty("status").GetString());
        await app.TickAsync(Minute);
        return accepted;
    }

    /// <summary>One of ours that is known, one that is in doubt, which is returned, and a later one of ours.</summary>
    /// <param name="fault">What becomes of the one in doubt.</param>
    public static async Task<JsonElement> LoseOneBetweenTwoAsync(this TestApp app, string fault = IsLost)
    {
        await app.DeliverSeenAsync("known");
        var accepted = await app.DeliverInDoubtAsync("event", fault);
        app.Time.Advance(TimeSpan.FromSeconds(10));
        await app.DeliverAsync("later");
        return accepted;
    }

    /// <summary>Lets so much time pass, with a tick each minute.</summary>
    public static async Task PassAsync(this TestApp app, TimeSpan time, TimeSpan? each = null)
    {
        var step = each ?? Minute;
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
            await app.TickAsync(step);
    }

    public static async Task<string?> StatusAsync(this TestApp app, JsonElement accepted) =>
        (await app.DeliveryAsync(accepted)).GetProperty("status").GetString();

    public static async Task<string> ReasonAsync(this TestApp app, JsonElement accepted) =>
        (await app.DeliveryAsync(accepted)).GetProperty("reason").GetString() ?? "";

    public static string ExecutionOf(JsonElement delivery) => delivery.GetProperty("workflowExecutionId").GetString() ?? "";

    public static string[] IdsOf(JsonElement[] executions) => [.. executions.Select(each => each.GetProperty("id").GetString()!)];
}
