using System.Globalization;
using System.Text;
using TriggerBridge.Mapping.Code;
using TriggerBridge.Testing;
using Xunit.Abstractions;

namespace TriggerBridge.Tests.Mapping.Code;

/// <summary>Tests that measure the whole process: nothing runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = nameof(Alone);
}

/// <summary>Code that means harm: nothing of it ends the process, lasts, takes memory that stays, or is seen by the next event.</summary>
[Collection(Alone.Name)]
public sealed class HostileScriptTests(ITestOutputHelper output)
{
    // Some 50 ms each.
    private static readonly int Runs = Environment.GetEnvironmentVariable("TRIGGERBRIDGE_LONG") == "1" ? 100_000 : 1_000;

    // What one may allocate in its tries; garbage, most of it.
    private const long MostAllocated = 200_000_000;
    private const long MostKept = 40_000_000;

    private static readonly string[] Hooks =
    [
        "toString", "valueOf", "toJSON", "join", "then", "exec", "toISOString", "has", "keys", "next", "constructor", "get", "set", "add", "map", "forEach", "toLocaleString", "call", "apply", "return", "push",
    ];

    private static readonly string[] SymbolHooks = ["iterator", "toPrimitive", "hasInstance", "match", "matchAll", "replace", "search", "split", "species"];

    private static readonly ScriptProgram Benign = Scripts.Compile(("good.js", "export default e => ({ a: ['x', e.n].join('-'), b: 'a-b'.replaceAll('-', '+'), c: ({}).leak, d: [3, 1].sort(), e: JSON.stringify({ a: [1] }), f: new Date(), g: 'x'.toUpperCase() })"));

    private static readonly string Good = Scripts.Map(Benign, Events.Of("""{"n":1}"""));

    [Fact]
    public void Scripts_that_mean_harm_are_refused_or_dead_letters_or_harmless()
    {
        var scripts = Corpus().ToList();
        Assert.True(scripts.Distinct(StringComparer.Ordinal).Count() >= 300);

        Try(scripts);
    }

    // Built-in functions that call themselves through an object: the engine itself would run over its stack.
    [Fact]
    public void Built_in_functions_as_hooks_of_objects_are_harmless() => Try([.. Lines("built-in-functions.txt").SelectMany(name => (string[])[AsMethods(name), AsGetters(name)])]);

    [Fact]
    public void Memory_is_flat_over_many_runs()
    {
        var programs = Corpus().Select(script => Scripts.TryCompile(out _, ("evil.js", script))).OfType<ScriptProgram>().ToList();
        var context = Events.Of("{}");
        foreach (var program in programs) Scripts.Map(program, context);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < Runs; i++) Scripts.Map(programs[i % programs.Count], context);

        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"After {Runs:N0} runs of {programs.Count} hostile scripts, {kept / 1e6:0.0} MB more are in use."));
        Assert.InRange(kept, long.MinValue, MostKept);
        Assert.Equal(Good, Scripts.Map(Benign, Events.Of("""{"n":1}""")));
    }

    private void Try(List<string> scripts)
    {
        var (slowest, ends) = (TimeSpan.Zero, new SortedDictionary<string, int>(StringComparer.Ordinal));
        foreach (var script in scripts)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var before = ThreadTime.Now;
            var said = Scripts.TryCompile(out var problems, ("evil.js", script)) is { } program ? Scripts.Map(program, Events.Of("{}")) : "refused: " + problems[0].Problem;
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, (ThreadTime.Now - before).Ticks));
            var kind = said.StartsWith('{') ? "harmless" : said.StartsWith("refused", StringComparison.Ordinal) ? "refused" : "dead letter";
            ends[kind] = ends.GetValueOrDefault(kind) + 1;
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < MostAllocated, script);
            Assert.True(Scripts.Map(Benign, Events.Of("""{"n":1}""")) == Good, script);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scripts.Count} scripts: {string.Join(", ", ends.Select(end => $"{end.Value} {end.Key}"))}; the slowest took {slowest.TotalMilliseconds:0} ms of the processor."));
    }

    private static IEnumerable<string> Corpus() => Lines("hostile-scripts.txt").Select(line =>
    {
        var statements = line.Split("; ");
        string[] words = ["throw ", "while", "for", "do ", "let ", "const ", "label", "class", "with", "function", "delete", "await", "debugger"];
        var isStatement = Array.Exists(words, word => statements[^1].StartsWith(word, StringComparison.Ordinal));
        var kind = line.Contains("await", StringComparison.Ordinal) && !line.Contains("async", StringComparison.Ordinal) ? "async " : "";
        return $"export default {kind}(event, context) => {{ {(isStatement ? line : string.Join("; ", [.. statements[..^1], $"return {{ r: ({statements[^1]}) }}"]))}\n}}";
    });

    private static IEnumerable<string> Lines(string file) => File.ReadLines(RepositoryRoot.File("tests", "TriggerBridge.Tests", "Mapping", "Code", file)).Where(line => line.Length > 0);

    private static string AsMethods(string function)
    {
        var code = new StringBuilder($"export default () => {{ const M = {function}; const make = o => {{ ");
        foreach (var hook in Hooks.Select(hook => $"'{hook}'").Concat(SymbolHooks.Select(hook => $"Symbol.{hook}")))
            code.Append(CultureInfo.InvariantCulture, $"try {{ Object.defineProperty(o, {hook}, {{ value: M, writable: true, configurable: true }}) }} catch {{}} ");
        code.Append("for (const k of ['length', 'message', 'name', 'source', 'flags', 'size', 'lastIndex', 0, 1, 'index', 'done', 'value']) { try { Object.defineProperty(o, k, { value: o, writable: true, configurable: true, enumerable: true }) } catch {} } return o }; ");
        code.Append("for (const o of [make({}), make([]), make(() => 1), make(/a/g), make(new Error()), make(new Date(0)), make(new Map()), make(new Set())]) { for (const t of [");
        code.Append("() => M.call(o, o, o, o), () => M(o, o, o), () => String(o), () => +o, () => JSON.stringify(o), () => [...o], () => o instanceof o, () => 'x'.replace(o, o), () => [1].map(o), () => new M(o, o), () => [o].flat(), () => M.call([o, o], o, o), () => ({})[o]");
        return code.Append("]) { try { t() } catch {} } } return {} }").ToString();
    }

    private static string AsGetters(string function) => $$"""
        export default () => { const M = {{function}}; for (const b of [{}, []]) {
          for (const k of ['length', 'toString', 'valueOf', 'x', 'constructor', 'then', 'message', 'name', 'exec', 'flags', 'join', 'toJSON', 'size', 'has', 'keys', 'lastIndex', 'source', 0, Symbol.iterator, Symbol.toPrimitive, Symbol.toStringTag, Symbol.species, Symbol.isConcatSpreadable]) {
            try { Object.defineProperty(b, k, { get: M, configurable: true }) } catch {} }
          for (const t of [() => M.call(b, b, b), () => String(b), () => +b, () => JSON.stringify(b), () => [...b], () => b.x, () => b.length, () => [].concat(b)]) { try { t() } catch {} } } return {} }
        """;
}
