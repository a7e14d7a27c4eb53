using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using TriggerBridge.Bridges;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Cli.Checking;

/// <summary>What the steps of a workflow read of its input.</summary>
internal static partial class TriggerPaths
{
    private const string Whole = "$.trigger";

    /// <summary>Each path once, with the first step that reads it.</summary>
    public static IReadOnlyList<(string Step, TriggerPath Path)> Of(Workflow workflow) => [.. All(workflow).Where(read => read.Path.Steps.Count > 0)];

    /// <summary>As <see cref="Of"/>, with those that take the input as a whole: they have no steps.</summary>
    public static IReadOnlyList<(string Step, TriggerPath Path)> All(Workflow workflow) =>
    [
        .. (workflow.Definition?.Steps ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
            .SelectMany(step => Texts(step.Value).SelectMany(In).Select(path => (step.Key, path)))
            .DistinctBy(read => read.path.Text, StringComparer.Ordinal),
    ];

    // Conditions, functions and lists of nodes are not followed: what stands before them must be there.
    private static IEnumerable<TriggerPath> In(string text)
    {
        foreach (Match match in Written().Matches(text))
        {
            var steps = Step().Matches(match.Groups["steps"].Value).Select(step => step.Groups["name"].Value).ToList();
            // The last name is that of a function.
            var next = match.Index + match.Length < text.Length ? text[match.Index + match.Length] : ' ';
            if (next == '(' && steps.Count > 0) steps.RemoveAt(steps.Count - 1);
            // Not $.triggers, which is another name.
            if (match.Value != Whole || !(char.IsLetterOrDigit(next) || next is '_' or '-')) yield return new TriggerPath(match.Value, steps);
        }
    }

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Texts(member.Value)),
        _ => [],
    };

    [GeneratedRegex(@"\$\.trigger(?<steps>(\.\w[\w-]*|\[\d+\]|\['[^']*'\]|\[""[^""]*""\])*)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Written();

    [GeneratedRegex(@"\.(?<name>\w[\w-]*)|\[(?<name>\d+)\]|\['(?<name>[^']*)'\]|\[""(?<name>[^""]*)""\]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Step();
}

/// <param name="Text">As the step has it.</param>
/// <param name="Steps">Names and indexes below <c>$.trigger</c>.</param>
internal sealed record TriggerPath(string Text, IReadOnlyList<string> Steps)
{
    /// <summary>Whether a value is there. In some tenants the workflow receives the whole body with its envelope: there, too.</summary>
    public bool IsIn(JsonElement body, Envelope envelope) => Leads(body) || (envelope == Envelope.Input && body.TryGetProperty("input", out var input) && Leads(input));

    private bool Leads(JsonElement from)
    {
        foreach (var step in Steps)
        {
            if (from.ValueKind == JsonValueKind.Object && from.TryGetProperty(step, out var member)) from = member;
            else if (from.ValueKind == JsonValueKind.Array && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < from.GetArrayLength()) from = from[index];
            else return false;
        }

        return true;
    }
}
