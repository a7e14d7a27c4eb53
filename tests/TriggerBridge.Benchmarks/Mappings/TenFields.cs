using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.Code;
using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Benchmarks.Mappings;

/// <summary>The work that is compared: ten fields of an event of 10 KB, from the body's bytes to the input's.</summary>
internal sealed class TenFields
{
    private static readonly string[] GitHubPaths =
    [
        "$.deployment_status.state", "$.deployment_status.creator.login", "$.deployment_status.created_at", "$.deployment.environment",
        "$.deployment.task", "$.deployment.sha", "$.repository.full_name", "$.repository.owner.login", "$.repository.private", "$.sender.login",
    ];

    private static readonly string[] DensePaths =
    [
        "$.kind", "$.actor.name", "$.actor.roles[1]", "$.records[0].id", "$.records[0].name", "$.records[1].active", "$.records[50].score",
        "$.records[50].tags[0]", "$.records[99].name", "$.records[99].manager.id",
    ];

    private static readonly Dictionary<string, string> Nothing = [];

    private readonly byte[] _event;
    private readonly string[] _paths;
    private readonly InputTemplate _template;
    private readonly ScriptProgram _program;

    private TenFields(byte[] json, string[] paths) => (_event, _paths, _template, _program) = (json, paths, Compile(paths), CompileCode(paths));

    /// <exception cref="InvalidOperationException">The two mappings do not make the same.</exception>
    public static async Task<TenFields> LoadAsync(SampleEvent sample)
    {
        var work = sample == SampleEvent.GitHub
            ? new TenFields(await GitHubExample.LoadAsync("deployment_status", static _ => true), GitHubPaths)
            : new TenFields(Encoding.UTF8.GetBytes(WriteDense()), DensePaths);
        return JsonElement.DeepEquals(JsonElement.Parse(work.Ours().Span), JsonElement.Parse(work.Newtonsofts().Span)) && JsonElement.DeepEquals(JsonElement.Parse(work.Ours().Span), JsonElement.Parse(work.Codes().Span))
            ? work
            : throw new InvalidOperationException("The two mappings give different inputs.");
    }

    public ReadOnlySpan<byte> Event => _event;

    public ReadOnlyMemory<byte> Ours() => ((MappingResult.Mapped)_template.Map(Read())).Json;

    public ReadOnlyMemory<byte> Codes() => ((MappingResult.Mapped)_program.Map(Read(), FrozenSet<string>.Empty)).Json;

    public ReadOnlyMemory<byte> Newtonsofts()
    {
        using var text = new StreamReader(new MemoryStream(_event));
        using var reader = new JsonTextReader(text);
        var document = JToken.ReadFrom(reader);

        using var bytes = new MemoryStream();
        using (var writer = new JsonTextWriter(new StreamWriter(bytes)))
        {
            writer.WriteStartObject();
            for (var i = 0; i < _paths.Length; i++)
            {
                writer.WritePropertyName(Name(i));
                document.SelectToken(_paths[i], errorWhenNoMatch: true)!.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private EventContext Read()
    {
        var parsed = (JsonParse.Parsed)JsonText.ParseEvent(_event);
        return new EventContext
        {
            Event = parsed.Document,
            IsShallow = parsed.IsShallow,
            Headers = Nothing,
            Query = Nothing,
            BridgeName = "bridge",
            ReceivedAt = default,
        };
    }

    private static ScriptProgram CompileCode(string[] paths)
    {
        var problems = new List<DocumentProblem>();
        var code = $"export default event => ({{ {string.Join(", ", paths.Select((path, i) => $"{Name(i)}: event{path[1..]}"))} }})";
        return new ScriptCompiler(new NoFiles(), problems).Compile(new ScriptFile("ten.js", "ten.js", Encoding.UTF8.GetBytes(code))) ?? throw new InvalidOperationException(problems[0].ToString());
    }

    private static InputTemplate Compile(string[] paths)
    {
        var problems = new List<DocumentProblem>();
        var input = $"{{{string.Join(',', paths.Select((path, i) => $"\"{Name(i)}.$\":\"{path}\""))}}}";
        var template = InputTemplate.Compile(JsonElement.Parse(input), "$.input", problems);
        return problems.Count == 0 ? template : throw new InvalidOperationException(problems[0].ToString());
    }

    private static string Name(int field) => string.Create(CultureInfo.InvariantCulture, $"field{field}");

    private static string WriteDense()
    {
        var records = Enumerable.Range(0, 100).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"id":{{{i}}},"name":"user{{{i}}}","active":true,"score":{{{i}}}.5,"tags":["a","b"],"manager":{"id":{{{i + 1}}},"name":"m{{{i}}}"}}"""));
        return $$"""{"kind":"sync","actor":{"name":"ann","roles":["reader","admin"]},"records":[{{string.Join(',', records)}}]}""";
    }

    private sealed class NoFiles : IScriptFiles
    {
        public ScriptFile? Find(string specifier, ScriptFile from, out string problem)
        {
            problem = "is not there";
            return null;
        }
    }
}
