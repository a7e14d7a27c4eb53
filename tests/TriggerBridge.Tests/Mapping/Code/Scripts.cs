using System.Collections.Frozen;
using System.Text;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.Code;
using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Tests.Mapping.Code;

/// <summary>Code for tests, from texts.</summary>
internal static class Scripts
{
    /// <param name="files">The first one is the bridge's.</param>
    public static ScriptProgram? TryCompile(out List<DocumentProblem> problems, params (string Name, string Text)[] files)
    {
        problems = [];
        var folder = new Folder(files);
        return new ScriptCompiler(folder, problems).Compile(folder.Find(files[0].Name)!);
    }

    public static ScriptProgram Compile(params (string Name, string Text)[] files)
    {
        var program = TryCompile(out var problems, files);
        Assert.Empty(problems);
        return program!;
    }

    /// <summary>The error of a file, with its place.</summary>
    public static string ErrorOf(params (string Name, string Text)[] files)
    {
        Assert.Null(TryCompile(out var problems, files));
        var problem = Assert.Single(problems);
        return $"{problem.File} {problem.Problem}";
    }

    public static string Map(string code, string json = "{}") => Map(Compile(("leavers.js", code)), Events.Of(json));

    public static string Map(ScriptProgram program, EventContext context) => Say(program.Map(context, FrozenSet<string>.Empty));

    public static string Say(MappingResult? result) => result switch
    {
        null => "wanted",
        MappingResult.Mapped mapped => Encoding.UTF8.GetString(mapped.Json.Span),
        MappingResult.Failed failed => failed.Reason,
        _ => "filtered",
    };

    private sealed class Folder((string Name, string Text)[] files) : IScriptFiles
    {
        public ScriptFile? Find(string specifier, ScriptFile from, out string problem)
        {
            problem = "is not there";
            return Find(specifier.Replace("../", "", StringComparison.Ordinal).Replace("./", from.Name.Contains('/', StringComparison.Ordinal) ? "lib/" : "", StringComparison.Ordinal));
        }

        public ScriptFile? Find(string name) => Array.Find(files, file => file.Name == name) is { Text: { } text } ? new ScriptFile(name, "bridges/" + name, Encoding.UTF8.GetBytes(text)) : null;
    }
}
