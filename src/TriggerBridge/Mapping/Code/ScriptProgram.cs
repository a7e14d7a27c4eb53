using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Json;
using Jint.Runtime;
using Jint.Runtime.Interop;
using Jint.Runtime.Modules;
using TriggerBridge.Json;
using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Mapping.Code;

/// <summary>
/// A bridge's code. Each run has an engine of its own, made for it and dropped after it: so nothing that code does to its globals, its prototypes or
/// its own variables is seen by the next event.
/// </summary>
internal sealed class ScriptProgram(string main, IReadOnlyDictionary<string, ScriptModule> modules) : IModuleLoader
{
    public const string FilterExport = "filter";

    private const string DefaultExport = "default";
    private const int UsualSize = 1024;

    // Times of the first runs in a process are mostly those of the runtime, which compiles what it runs.
    private const int MostTries = 3;

    private readonly HashSet<string> _named = [.. modules.Values.SelectMany(module => (IEnumerable<string>?)module.Parsed.ReferencedGlobals ?? [])];

    /// <summary>It says which events are wanted.</summary>
    public bool HasFilter { get; private set; }

    /// <summary>Runs all but the functions, as at the start of each run.</summary>
    /// <returns>What is wrong; null: it can be used.</returns>
    public (ScriptPlace Place, string Problem)? FindProblem()
    {
        var problem = Run(context: null, (engine, exports, _) =>
        {
            var filter = exports.Get(FilterExport);
            HasFilter = !filter.IsUndefined();
            if (exports.Get(DefaultExport) is not Function) throw new ScriptStoppedException("there is no default export: write export default (event, context) => ({ … })");
            if (HasFilter && filter is not Function) throw new ScriptStoppedException("what it exports as filter is no function: write export const filter = (event, context) => …");
        });
        return problem;
    }

    /// <param name="ownNames">What its result may not have.</param>
    public MappingResult Map(EventContext context, IReadOnlySet<string> ownNames)
    {
        if (IsTooDeep(context)) return new MappingResult.Failed(JsonDepth.TooDeep);
        var buffer = new ArrayBufferWriter<byte>(UsualSize);
        var problem = Run(context, (engine, exports, budget) =>
        {
            buffer.ResetWrittenCount();
            using var writer = new Utf8JsonWriter(buffer, JsonOutput.Options);
            new ScriptResultWriter(writer, budget, ownNames).WriteInput(Call(engine, exports, DefaultExport, context));
        });
        return problem is var (place, text) ? Failed(place, text) : new MappingResult.Mapped(buffer.WrittenMemory);
    }

    public MappingResult? Stop(EventContext context)
    {
        if (IsTooDeep(context)) return new MappingResult.Failed(JsonDepth.TooDeep);
        var isWanted = false;
        var problem = Run(context, (engine, exports, _) =>
        {
            var answer = Call(engine, exports, FilterExport, context);
            if (answer.IsPromise()) throw new ScriptStoppedException("its filter returns a promise: return true or false");
            isWanted = TypeConverter.ToBoolean(answer);
        });
        return problem is var (place, text) ? Failed(place, text) : isWanted ? null : new MappingResult.Filtered();
    }

    ResolvedSpecifier IModuleLoader.Resolve(string? referencingModuleLocation, ModuleRequest moduleRequest)
    {
        var name = referencingModuleLocation is { } from && modules.TryGetValue(from, out var module) ? module.Imports.GetValueOrDefault(moduleRequest.Specifier)
            : moduleRequest.Specifier == main ? main : null;
        return new ResolvedSpecifier(moduleRequest, name ?? throw new ScriptStoppedException("it imports a file that it has not named"), Uri: null, SpecifierType.RelativeOrAbsolute);
    }

    Jint.Runtime.Modules.Module IModuleLoader.LoadModule(Engine engine, ResolvedSpecifier resolved) => ModuleFactory.BuildSourceTextModule(engine, modules[resolved.Key].Parsed);

    private static bool IsTooDeep(EventContext context) => !context.IsShallow && JsonDepth.Exceeds(JsonMarshal.GetRawUtf8Value(context.Event));

    private static MappingResult.Failed Failed(ScriptPlace place, string problem) => new($"{place}: {problem}");

    private static JsValue Call(Engine engine, JsValue exports, string name, EventContext context)
    {
        var parser = new JsonParser(engine);
        return ((Function)exports.Get(name)).Call(
            JsValue.Undefined,
            [parser.Parse(JsonMarshal.GetRawUtf8Value(context.Event)), parser.Parse(JsonMarshal.GetRawUtf8Value(context.Context))]);
    }

    private (ScriptPlace Place, string Problem)? Run(EventContext? context, Action<Engine, JsValue, ScriptBudget> work)
    {
        for (var left = MostTries; ; left--)
        {
            var (problem, isTime) = TryRun(context, work);
            if (!isTime || left == 1) return problem;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever an engine does about strange code is a dead letter, and no fault of the app.")]
    private ((ScriptPlace Place, string Problem)? Problem, bool IsTime) TryRun(EventContext? context, Action<Engine, JsValue, ScriptBudget> work)
    {
        var budget = new ScriptBudget();
        using var engine = new Engine(OptionsOf(budget, context));
        (ScriptPlace, string)? thrown = null;
        var whole = new ClrFunction(engine, "run", (_, _) =>
        {
            try
            {
                new ScriptGlobals(engine, budget).Install(_named, ScriptRandom.Of(context));
                work(engine, engine.Modules.Import(main), budget);
            }
            // Here, for what it is may be code's, too.
            catch (JavaScriptException fault)
            {
                thrown = ScriptFault.Describe(fault, main);
            }

            return JsValue.Undefined;
        });
        try
        {
            // One entry, so that its limits hold for all of it.
            engine.Call(whole);
            return (thrown, IsTime: false);
        }
        catch (ScriptStoppedException stop)
        {
            return ((new ScriptPlace(main, 0, 0), stop.Message), stop.IsTime);
        }
        catch (Exception fault)
        {
            return ((new ScriptPlace(main, 0, 0), ScriptFault.Describe(fault)), IsTime: false);
        }
    }

    private Options OptionsOf(ScriptBudget budget, EventContext? context)
    {
        var options = new Options { Strict = true, Culture = CultureInfo.InvariantCulture, TimeSystem = new ScriptClock(context?.ReceivedAt ?? DateTimeOffset.UnixEpoch) };
        options.Host.StringCompilationAllowed = false;
        options.EnableModules(this);
        options.LimitRecursion(ScriptBudget.Depth);
        options.LimitMemory(ScriptBudget.Megabytes * 1024 * 1024);
        options.Constraint(budget);
        options.Constraints.StackOverflowGuard = true;
        options.Constraints.MaxArraySize = ScriptBudget.MostItems;
        options.Constraints.RegexTimeout = ScriptBudget.RegexTimeout;
        options.Constraints.PromiseTimeout = ScriptBudget.RegexTimeout;
        options.Json.MaxParseDepth = JsonDepth.Most;
        return options;
    }
}
