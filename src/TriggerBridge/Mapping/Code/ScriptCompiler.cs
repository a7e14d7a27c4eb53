using System.Globalization;
using System.Text;
using Acornima;
using Acornima.Ast;
using Jint;
using TriggerBridge.Json;

namespace TriggerBridge.Mapping.Code;

/// <summary>Makes code of a file and all that it imports. Each file is parsed once; what is wrong is reported with file, line and column.</summary>
internal sealed class ScriptCompiler(IScriptFiles files, ICollection<DocumentProblem> problems)
{
    private static readonly ModulePreparationOptions Preparation = new() { ParsingOptions = new ModuleParsingOptions { RegexTimeout = ScriptBudget.RegexTimeout }, CollectReferencedGlobals = true };

    private readonly Dictionary<string, ScriptModule> _modules = new(StringComparer.Ordinal);

    /// <returns>Null where there is any problem, which is reported.</returns>
    public ScriptProgram? Compile(ScriptFile main)
    {
        var before = problems.Count;
        Add(main);
        if (problems.Count > before) return null;

        var program = new ScriptProgram(main.Name, _modules);
        if (program.FindProblem() is not { } fault) return program;
        Problem(_modules.GetValueOrDefault(fault.Place.File)?.File ?? main, fault.Place.Line, fault.Place.Column, fault.Problem);
        return null;
    }

    private void Add(ScriptFile first)
    {
        var open = new Queue<ScriptFile>([first]);
        while (open.TryDequeue(out var file))
        {
            if (_modules.ContainsKey(file.Name) || Parse(file) is not { } parsed) continue;
            var imports = new Dictionary<string, string>(StringComparer.Ordinal);
            _modules.Add(file.Name, new ScriptModule(file, parsed, imports));
            foreach (var node in parsed.Program!.DescendantNodes())
            {
                if (NotAllowed(node) is { } problem) Problem(file, node.Location.Start.Line, node.Location.Start.Column + 1, problem);
                if (SourceOf(node) is not { } source || imports.ContainsKey(source.Value)) continue;
                if (Find(file, source) is not { } imported) continue;
                imports.Add(source.Value, imported.Name);
                open.Enqueue(imported);
            }
        }
    }

    private ScriptFile? Find(ScriptFile file, StringLiteral source)
    {
        var isRelative = source.Value.StartsWith("./", StringComparison.Ordinal) || source.Value.StartsWith("../", StringComparison.Ordinal);
        var problem = "is no file of the bridges' folder: there are no packages; name a file beside this one, such as ./lib/dates.js";
        if (isRelative && files.Find(source.Value, file, out problem) is { } imported) return imported;
        Problem(file, source.Location.Start.Line, source.Location.Start.Column + 1, $"'{source.Value}' {problem}");
        return null;
    }

    private Prepared<Acornima.Ast.Module>? Parse(ScriptFile file)
    {
        if (!System.Text.Unicode.Utf8.IsValid(file.Text.Span))
        {
            Problem(file, 1, 1, "is not UTF-8");
            return null;
        }

        var text = Encoding.UTF8.GetString(file.Text.Span);
        try
        {
            return Engine.PrepareModule(text.StartsWith('\uFEFF') ? text[1..] : text, file.Name, Preparation);
        }
        catch (ScriptPreparationException fault)
        {
            var (line, column, problem) = fault.InnerException is ParseErrorException { Error: var error } parse
                ? (parse.LineNumber, parse.Column + 1, error?.Description ?? parse.Message)
                : (1, 1, "cannot be parsed");
            Problem(file, line, column, problem.TrimEnd('.'));
            return null;
        }
        catch (InsufficientExecutionStackException)
        {
            Problem(file, 1, 1, "is nested too deeply");
            return null;
        }
    }

    private static StringLiteral? SourceOf(Node node) => node switch
    {
        ImportDeclaration import => import.Source,
        ExportAllDeclaration export => export.Source,
        ExportNamedDeclaration export => export.Source,
        _ => null,
    };

    private static string? NotAllowed(Node node) => node switch
    {
        ImportExpression => "import() is not there: name the file in an import at the top",
        ImportDeclaration { Attributes.Count: > 0 } => "only JavaScript is imported, without attributes",
        IFunction { Async: true } or AwaitExpression or ForOfStatement { Await: true } => "nothing is waited for: leave async and await out",
        IFunction { Generator: true } => "there are no generators: make an array",
        BigIntLiteral => "there are no BigInts: an input has no place for them; a number is exact up to 2 to the power of 53",
        _ => null,
    };

    private void Problem(ScriptFile file, int line, int column, string problem) =>
        problems.Add(new DocumentProblem(JsonLocation.Root, line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}: {problem}") : problem) { File = file.Location });
}

/// <param name="Imports">The names of the files that it imports, by what it calls them.</param>
internal sealed record ScriptModule(ScriptFile File, Prepared<Acornima.Ast.Module> Parsed, IReadOnlyDictionary<string, string> Imports);
