using System.Text;
using System.Text.Json;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Tests.Mapping;

internal static class Events
{
    public static EventContext Of(string json, string deliveryId = "d1") => Of(Encoding.UTF8.GetBytes(json), deliveryId);

    public static EventContext Of(byte[] json, string deliveryId = "d1") => new()
    {
        Event = Assert.IsType<JsonParse.Parsed>(JsonText.ParseEvent(json)).Document,
        Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["x-github-delivery"] = "72d3162e", ["x-quoted"] = "say \"hi\"" },
        Query = new Dictionary<string, string>(StringComparer.Ordinal) { ["env"] = "test" },
        BridgeName = "leavers",
        ReceivedAt = new DateTimeOffset(2026, 5, 17, 14, 30, 0, TimeSpan.FromHours(2)),
        DeliveryId = deliveryId,
        EventType = "organization",
    };

    public static InputTemplate Compile(string template)
    {
        var problems = new List<DocumentProblem>();
        var compiled = InputTemplate.Compile(JsonElement.Parse(template), "$.input", problems);
        Assert.Empty(problems);
        return compiled;
    }

    public static string Map(string template, string json) =>
        Encoding.UTF8.GetString(Assert.IsType<MappingResult.Mapped>(Compile(template).Map(Of(json))).Json.Span);

    public static string ReasonOfFailure(string template, string json) =>
        Assert.IsType<MappingResult.Failed>(Compile(template).Map(Of(json))).Reason;
}
