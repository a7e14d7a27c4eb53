using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TriggerBridge.CodeMap;

/// <summary>Which source file uses which other, and where it first says so.</summary>
internal sealed class CodeGraph
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);

    private readonly CSharpCompilation _compilation;

    private CodeGraph(CSharpCompilation compilation, IReadOnlyList<string> files, IReadOnlyList<FileUse> uses)
    {
        _compilation = compilation;
        Files = files;
        Uses = uses;
    }

    /// <summary>All files, as paths below <c>src</c> with <c>/</c>.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>One for each pair of files.</summary>
    public IReadOnlyList<FileUse> Uses { get; }

    /// <param name="sources">The folder with the projects.</param>
    public static CodeGraph Read(string sources)
    {
        var paths = Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(sources, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));
        return Read(paths.Order(StringComparer.Ordinal).ToDictionary(path => path, path => File.ReadAllText(Path.Combine(sources, path)), StringComparer.Ordinal));
    }

    /// <param name="texts">By path.</param>
    public static CodeGraph Read(IReadOnlyDictionary<string, string> texts)
    {
        var references = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator)
            // What is read from source must not be there twice.
            .Where(path => !texts.Keys.Any(file => file.StartsWith(Path.GetFileNameWithoutExtension(path) + "/", StringComparison.Ordinal)))
            .Select(path => MetadataReference.CreateFromFile(path));
        const string Usings = """
            global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;
            global using System.Threading; global using System.Threading.Tasks; global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Http;
            global using Microsoft.AspNetCore.Hosting; global using Microsoft.AspNetCore.Routing; global using Microsoft.Extensions.Configuration;
            global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging;
            """;
        var trees = texts.Select(text => CSharpSyntaxTree.ParseText(text.Value, Options, text.Key)).ToList();
        var compilation = CSharpCompilation.Create(
            "All",
            [.. trees, CSharpSyntaxTree.ParseText(Usings, Options)],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var uses = trees.AsParallel().AsOrdered().SelectMany(tree => UsesOf(compilation, tree)).ToImmutableArray();
        return new(compilation, [.. texts.Keys], uses);
    }

    /// <summary>The files that the code of a method may go through: what it names, what that names, and so on; not what lies behind an interface.</summary>
    /// <param name="type">The full name of the type that has it.</param>
    /// <param name="method">Its name.</param>
    public IReadOnlyCollection<string> Reached(string type, string method)
    {
        var start = _compilation.GetTypeByMetadataName(type)?.GetMembers(method) ?? throw new ArgumentException($"There is no type {type}.", nameof(type));
        var seen = new HashSet<ISymbol>(start, SymbolEqualityComparer.Default);
        var left = new Queue<ISymbol>(seen);
        var files = new SortedSet<string>(StringComparer.Ordinal);
        while (left.TryDequeue(out var symbol))
        {
            foreach (var declaration in symbol.DeclaringSyntaxReferences)
            {
                files.Add(declaration.SyntaxTree.FilePath);
                var model = _compilation.GetSemanticModel(declaration.SyntaxTree);
                foreach (var name in declaration.GetSyntax().DescendantNodes().Where(IsName))
                {
                    if (Code(model.GetSymbolInfo(name).Symbol) is { } used && seen.Add(used))
                        left.Enqueue(used);
                }
            }
        }

        return files;
    }

    private static ISymbol? Code(ISymbol? symbol) => symbol?.OriginalDefinition switch
    {
        IMethodSymbol { ReducedFrom: { } extension } => extension,
        IMethodSymbol or IPropertySymbol or IFieldSymbol { HasConstantValue: false } => symbol.OriginalDefinition,
        _ => null,
    };

    private static Dictionary<string, FileUse>.ValueCollection UsesOf(CSharpCompilation compilation, SyntaxTree tree)
    {
        var file = tree.FilePath;
        var model = compilation.GetSemanticModel(tree);
        var found = new Dictionary<string, FileUse>(StringComparer.Ordinal);
        foreach (var name in tree.GetRoot().DescendantNodes(node => node is not UsingDirectiveSyntax).Where(IsName))
        {
            var info = model.GetSymbolInfo(name);
            if ((info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is not { Kind: not (SymbolKind.Namespace or SymbolKind.Local or SymbolKind.Parameter or SymbolKind.RangeVariable) } symbol)
                continue;
            symbol = symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol.OriginalDefinition;
            foreach (var declaration in symbol.DeclaringSyntaxReferences)
            {
                var other = declaration.SyntaxTree.FilePath;
                if (other != file && other.Length > 0)
                    found.TryAdd(other, new(file, tree.GetLineSpan(name.Span).StartLinePosition.Line + 1, other, name.ToString()));
            }
        }

        return found.Values;
    }

    private static bool IsName(SyntaxNode node) =>
        node is SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax or ConstructorInitializerSyntax or ElementAccessExpressionSyntax;
}

/// <summary>A file uses another.</summary>
/// <param name="From">The file.</param>
/// <param name="Line">Where it does so first.</param>
/// <param name="To">The other.</param>
/// <param name="Name">What it names there.</param>
internal sealed record FileUse(string From, int Line, string To, string Name)
{
    public override string ToString() => $"{From}({Line}) uses {Name} of {To}";
}
