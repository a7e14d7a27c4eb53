using TriggerBridge.Bridges;
using TriggerBridge.Flows.Operations;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Cli.Checking;

/// <summary>A workflow's input, as a bridge makes it and as the workflow's steps read it.</summary>
/// <param name="Missing">What steps read and the input never has.</param>
/// <param name="Unread">What the input has and no step reads.</param>
internal sealed record InputUse(string Workflow, IReadOnlyList<StepRead> Missing, IReadOnlyList<string> Unread)
{
    /// <param name="input">What the input has; none: it is not known, and nothing can be said.</param>
    public static InputUse Of(Workflow workflow, IReadOnlyList<InputName> input)
    {
        if (input.Count == 0) return new InputUse(workflow.Name ?? "", [], []);
        var reads = TriggerPaths.All(workflow).Select(read => (read.Step, read.Path.Text, Steps: WithoutEnvelope(read.Path.Steps, input))).ToList();
        return new InputUse(
            workflow.Name ?? "",
            [.. reads.Where(read => !(read.Steps is [var first, ..] && InputEnvelope.OwnNames.Contains(first)) && !input.Any(name => Has(name, read.Steps))).Select(read => new StepRead(read.Step, read.Text))],
            [.. input.Where(name => !reads.Exists(read => Leads(read.Steps, name.Steps) || Leads(name.Steps, read.Steps))).Select(TextOf).Distinct(StringComparer.Ordinal)]);
    }

    private static bool Has(InputName name, IReadOnlyList<string> read) => Leads(read, name.Steps) || (name.IsOpen && Leads(name.Steps, read));

    private static bool Leads(IReadOnlyList<string> from, IReadOnlyList<string> to) => from.Count <= to.Count && to.Take(from.Count).SequenceEqual(from, StringComparer.Ordinal);

    // In some tenants the workflow receives the whole body with its envelope.
    private static IReadOnlyList<string> WithoutEnvelope(IReadOnlyList<string> steps, IReadOnlyList<InputName> input) =>
        steps is ["input", ..] && !input.Any(name => name.Steps is ["input", ..]) ? [.. steps.Skip(1)] : steps;

    private static string TextOf(InputName name) => new Mapping.InputLeaf(name.Steps, name.IsOpen).Text;
}

/// <summary>What a step of a workflow reads.</summary>
internal sealed record StepRead(string Step, string Path);
