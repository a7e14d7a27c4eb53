using System.Text;
using System.Text.Json;
using TriggerBridge.Json;
using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Mapping;

/// <summary>Compiles a template's JSON. Whatever is wrong is added to the problems; the result is then of no use.</summary>
internal sealed class TemplateCompiler(PathLanguage language, ICollection<DocumentProblem> problems)
{
    private readonly List<TemplateSite> _sites = [];

    public IReadOnlyList<TemplateSite> Sites => _sites;

    public TemplateNode Compile(JsonElement template, string at) => template.ValueKind switch
    {
        JsonValueKind.Object => CompileObject(template, at),
        JsonValueKind.Array => CompileArray(template, at),
        JsonValueKind.String => CompileText(template.GetString()!, at),
        _ => new TemplateNode.Literal(Encoding.UTF8.GetBytes(template.GetRawText())),
    };

    private TemplateNode.Object CompileObject(JsonElement template, string at)
    {
        var members = new List<TemplateNode.Member>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in template.EnumerateObject())
        {
            var here = JsonLocation.Member(at, property.Name);
            var key = TemplateKey.Parse(property.Name);
            if (!names.Add(key.Name)) Problem(here, $"'{key.Name}' is written a second time: keep one of the keys");
            members.Add(CompileMember(key, property.Value, here));
        }

        return new TemplateNode.Object(members);
    }

    private TemplateNode.Member CompileMember(TemplateKey key, JsonElement value, string at)
    {
        var name = JsonEncodedText.Encode(key.Name, JsonOutput.Encoder);
        if (key.Kind == TemplateKeyKind.Literal) return new TemplateNode.Member(name, Compile(value, at));
        if (key.Name.Length == 0) Problem(at, "a name is expected before .$");
        var isOptional = key.Kind == TemplateKeyKind.OptionalPath;
        return new TemplateNode.Member(name, CompilePath(value, at, isOptional), isOptional);
    }

    private TemplateNode CompilePath(JsonElement value, string at, bool isOptional)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            var parse = PathParser.Parse(value.GetString()!, language);
            if (parse is PathParse.Parsed parsed)
            {
                _sites.Add(new TemplateSite(at, parsed.Path, isOptional));
                return new TemplateNode.Value(parsed.Path);
            }

            Problem(at, parse.ToString());
        }
        else
        {
            Problem(at, "a key that ends in .$ takes a path, such as \"$.user.login\"; for a literal value leave the .$ out");
        }

        return new TemplateNode.Literal(default);
    }

    private TemplateNode.Array CompileArray(JsonElement template, string at)
    {
        var items = template.EnumerateArray().Select((item, index) => Compile(item, JsonLocation.Item(at, index))).ToList();
        return new TemplateNode.Array(items);
    }

    private TemplateNode CompileText(string text, string at)
    {
        var template = TextTemplate.Compile(text, at, language, problems);
        _sites.AddRange(template.Paths.Select(path => new TemplateSite(at, path, IsOptional: false)));
        return template.IsLiteral
            ? new TemplateNode.Literal(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text, JsonOutput.Encoder)}\""))
            : new TemplateNode.Text(template);
    }

    private void Problem(string at, string problem) => problems.Add(new DocumentProblem(at, problem));
}

internal enum TemplateKeyKind
{
    Literal,
    Path,
    OptionalPath,
}

/// <summary>A key of an input template: the name that is written, and what its ending says of the value.</summary>
internal readonly record struct TemplateKey(string Name, TemplateKeyKind Kind)
{
    private const string PathEnding = ".$";
    private const string OptionalPathEnding = ".$?";

    // For a name that itself ends in ".$".
    private const string EscapedEnding = ".$$";

    public static TemplateKey Parse(string key)
    {
        if (key.EndsWith(EscapedEnding, StringComparison.Ordinal)) return new(key[..^1], TemplateKeyKind.Literal);
        if (key.EndsWith(PathEnding, StringComparison.Ordinal)) return new(key[..^PathEnding.Length], TemplateKeyKind.Path);
        if (key.EndsWith(OptionalPathEnding, StringComparison.Ordinal))
            return new(key[..^OptionalPathEnding.Length], TemplateKeyKind.OptionalPath);
        return new(key, TemplateKeyKind.Literal);
    }
}
