using System.Collections.Frozen;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.Code;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Makes of a bridge's <c>transform</c> its mapping, and its filter where the code exports one.</summary>
internal sealed class TransformCompiler(BridgeFile file, BridgeCompanions companions, ICollection<DocumentProblem> problems)
{
    private const string At = "$.transform";

    /// <returns>Null where there is none, or a problem, which is reported.</returns>
    public (IInputMapping Input, IEventFilter? Filter)? Compile()
    {
        if (file.Transform is not { } named)
        {
            // As of every other key that must be there; what could not be read of it has been reported.
            if (file.Input is null && !problems.Any(problem => problem.Path == JsonLocation.Root || problem.Path.StartsWith("$.input", StringComparison.Ordinal) || problem.Path == At))
                problems.Add(new("$.input", "is missing: say what the workflow gets, or name code that does, by $.transform"));
            return null;
        }

        if (file.Input is not null)
            problems.Add(new(At, "does not go with $.input: leave one of them out"));
        if (companions.Find(named, At, problems) is not { } main) return null;
        if (!main.Name.EndsWith(".js", StringComparison.Ordinal))
        {
            problems.Add(new(At, $"'{named}' is no JavaScript file: name one that ends in .js"));
            return null;
        }

        if (new ScriptCompiler(new Files(companions), problems).Compile(ScriptOf(main)) is not { } program) return null;
        if (program.HasFilter && file.Filter is not null)
            problems.Add(new("$.filter", $"does not go with the filter that {main.Name} exports: leave one of them out"));
        return (new ScriptMapping(program, file.Workflow?.Correlate == false ? FrozenSet<string>.Empty : InputEnvelope.OwnNames), program.HasFilter ? new ScriptFilter(program) : null);
    }

    private static ScriptFile ScriptOf(BridgeFileText text) => new(text.Name, text.Location, text.Text);

    private sealed class Files(BridgeCompanions companions) : IScriptFiles
    {
        public ScriptFile? Find(string specifier, ScriptFile from, out string problem)
        {
            if (CompanionFile.Resolve(specifier, CompanionFile.FolderOf(from.Name), out problem) is not { } name) return null;
            var found = companions.Find(name);
            problem = found is null ? $"is not there: there is no file {name}" : found.Problem ?? (name.EndsWith(".js", StringComparison.Ordinal) ? "" : "is no JavaScript file");
            return problem.Length == 0 ? ScriptOf(found!) : null;
        }
    }
}
