using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Json;

namespace TriggerBridge.Flows.Operations.Preview;

/// <summary>Compares what a workflow received with the body that was sent.</summary>
internal static class ReceivedInput
{
    private const int MostDifferences = 50;
    private const string EnvelopeKey = "input";

    public static WorkflowTestReport Compare(JsonElement body, JsonElement received, Envelope envelope)
    {
        var sent = envelope == Envelope.Input ? body.GetProperty(EnvelopeKey) : body;
        if (JsonElement.DeepEquals(sent, received))
            return new WorkflowTestReport { Verdict = WorkflowTestVerdict.Same, Message = "The workflow receives the input as it was sent.", Received = received };

        if (envelope == Envelope.Input && JsonElement.DeepEquals(body, received))
        {
            return new WorkflowTestReport
            {
                Verdict = WorkflowTestVerdict.Wrapped,
                Message = "The workflow receives the whole body: in it, paths begin with $.trigger.input, or else set $.workflow.envelope to \"none\".",
                Received = received,
            };
        }

        var differences = new List<ReceivedDifference>();
        Compare(sent, received, JsonLocation.Root, differences);
        return new WorkflowTestReport
        {
            Verdict = WorkflowTestVerdict.Different,
            Message = "The workflow receives something else than was sent.",
            Received = received,
            Differences = differences,
        };
    }

    private static void Compare(JsonElement sent, JsonElement received, string at, List<ReceivedDifference> differences)
    {
        if (differences.Count == MostDifferences || JsonElement.DeepEquals(sent, received)) return;
        if (sent.ValueKind == JsonValueKind.Object && received.ValueKind == JsonValueKind.Object)
            CompareMembers(sent, received, at, differences);
        else if (sent.ValueKind == JsonValueKind.Array && received.ValueKind == JsonValueKind.Array && sent.GetArrayLength() == received.GetArrayLength())
            CompareItems(sent, received, at, differences);
        else
            differences.Add(new ReceivedDifference(at, sent, received));
    }

    private static void CompareMembers(JsonElement sent, JsonElement received, string at, List<ReceivedDifference> differences)
    {
        foreach (var member in sent.EnumerateObject())
        {
            var here = JsonLocation.Member(at, member.Name);
            if (received.TryGetProperty(member.Name, out var other)) Compare(member.Value, other, here, differences);
            else if (differences.Count < MostDifferences) differences.Add(new ReceivedDifference(here, member.Value, null));
        }

        foreach (var member in received.EnumerateObject())
        {
            if (differences.Count < MostDifferences && !sent.TryGetProperty(member.Name, out _))
                differences.Add(new ReceivedDifference(JsonLocation.Member(at, member.Name), null, member.Value));
        }
    }

    private static void CompareItems(JsonElement sent, JsonElement received, string at, List<ReceivedDifference> differences)
    {
        for (var i = 0; i < sent.GetArrayLength(); i++)
            Compare(sent[i], received[i], JsonLocation.Item(at, i), differences);
    }
}
