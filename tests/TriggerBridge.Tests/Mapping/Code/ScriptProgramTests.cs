
namespace TriggerBridge.Tests.Mapping.Code;

/// <summary>What code makes of an event, and what of its results is no input.</summary>
public sealed class ScriptProgramTests
{
    [Fact]
    public void Code_makes_the_input_of_event_and_context()
    {
        const string Code = """
            import { day } from './lib/dates.js';
            export default (event, context) => ({
              login: event.user.login.toLowerCase(),
              day: day(event.at),
              groups: event.groups.filter(group => group.active).map(({ name }) => name),
              mail: event.mail,
              id: context.delivery.id,
              type: context.event.type,
              header: context.headers['x-github-delivery'],
              env: context.query.env,
              bridge: context.bridge.name,
              received: context.delivery.receivedAt,
            });
            """;
        var program = Scripts.Compile(("leavers.js", Code), ("lib/dates.js", "import { pad } from './texts.js'; export const day = text => pad(new Date(text).getUTCDate());"), ("lib/texts.js", "export const pad = n => String(n).padStart(3, '0');"));

        var input = Scripts.Map(program, Events.Of("""{"user":{"login":"ANN"},"at":"2026-05-17T23:30:00Z","groups":[{"name":"a","active":true},{"name":"b"}]}"""));

        Assert.Equal("""{"login":"ann","day":"017","groups":["a"],"id":"d1","type":"organization","header":"72d3162e","env":"test","bridge":"leavers","received":"2026-05-17T12:30:00Z"}""", input);
    }

    [Theory]
    [InlineData("""{"kind":"x"}""", "wanted")]
    [InlineData("""{"kind":"y"}""", "filtered")]
    [InlineData("{}", "leavers.js line 1, column 43: TypeError: Cannot read properties of undefined (reading 'length')")]
    public void Code_may_export_a_filter(string json, string verdict)
    {
        var program = Scripts.Compile(("leavers.js", "export const filter = event => event.kind.length && event.kind === 'x'; export default event => event;"));

        Assert.True(program.HasFilter);
        Assert.Equal(verdict, Scripts.Say(program.Stop(Events.Of(json))));
    }

    [Fact]
    public void Time_and_chance_are_those_of_the_delivery()
    {
        var program = Scripts.Compile(("leavers.js", "export default () => ({ now: Date.now(), date: new Date(), text: Date().slice(0, 15), zone: new Date().getTimezoneOffset(), a: Math.random(), b: Math.random() })"));

        var first = Scripts.Map(program, Events.Of("{}"));
        Assert.StartsWith("""{"now":1779021000000,"date":"2026-05-17T12:30:00.000Z","text":"Sun May 17 2026","zone":0,"a":0.""", first, StringComparison.Ordinal);
        Assert.Equal(first, Scripts.Map(program, Events.Of("{}")));
        Assert.NotEqual(first, Scripts.Map(program, Events.Of("{}", deliveryId: "d2")));
    }

    [Fact]
    public void Numbers_are_doubles() => Assert.Equal(
        """{"large":9007199254740992,"exact":9007199254740991,"half":2.5,"tiny":1e-7,"huge":1e+21,"minus":0}""",
        Scripts.Map("export default e => ({ ...e, minus: -0 })", """{"large":9007199254740993,"exact":9007199254740991,"half":2.50,"tiny":0.0000001,"huge":1e21}"""));

    [Theory]
    [InlineData("undefined", "it returns undefined, and the workflow's input is an object")]
    [InlineData("null", "it returns null, and the workflow's input is an object")]
    [InlineData("[1]", "it returns an array, and the workflow's input is an object")]
    [InlineData("'x'", "it returns a text, and the workflow's input is an object")]
    [InlineData("() => 1", "it returns a function, and the workflow's input is an object")]
    [InlineData("Symbol('x')", "it returns a symbol, and the workflow's input is an object")]
    [InlineData("({ a: { b: () => 1 } })", "its result has a function at $.a.b, which is no JSON")]
    [InlineData("({ a: [1, undefined] })", "its result has undefined at $.a[1], which is no JSON")]
    [InlineData("({ a: Symbol('x') })", "its result has a symbol at $.a, which is no JSON")]
    [InlineData("({ a: 0 / 0 })", "its result has NaN at $.a, which is no JSON")]
    [InlineData("({ a: 1 / 0 })", "its result has Infinity at $.a, which is no JSON")]
    [InlineData("{ const o = { a: {} }; o.a.b = o; return o }", "its result holds itself, at $.a.b")]
    [InlineData("({ a: Array(2000).fill('x'.repeat(1000)) })", "its result is larger than 1024 KiB")]
    [InlineData("({ a: 'x'.repeat(1500000) })", "its result is larger than 1024 KiB")]
    [InlineData("{ let o = {}; for (let i = 0; i < 70; i++) o = { o }; return o }", "its result is nested deeper than 64 levels")]
    [InlineData("({ toJSON: () => 5 })", "it returns a number, and the workflow's input is an object")]
    [InlineData("{ while (true); }", "it takes more than 50 ms")]
    [InlineData("{ const f = () => f() + 1; f() }", "it calls functions within functions deeper than 64 levels")]
    [InlineData("{ let o = {}; while (true) o = { o, a: new Array(1000).fill(1) } }", "it takes more than 16 MB of memory")]
    public void What_is_no_input_is_a_dead_letter_with_its_reason(string result, string reason) =>
        Assert.Equal($"leavers.js: {reason}", Scripts.Map($"export default () => {result}"));

    [Theory]
    [InlineData("throw new Error('no manager')", "leavers.js line 2, column 9: Error: no manager")]
    [InlineData("throw 'text'", "leavers.js line 2, column 9: throws text")]
    [InlineData("throw { secret: 1 }", "leavers.js line 2, column 9: throws an object that is no Error")]
    [InlineData("return event.user.login", "leavers.js line 2, column 21: TypeError: Cannot read properties of undefined (reading 'login')")]
    [InlineData("return missing", "leavers.js line 2, column 10: ReferenceError: missing is not defined")]
    [InlineData("return (() => 1).constructor('return 1')()", "leavers.js line 2, column 3: TypeError: String compilation has been disabled in engine options")]
    public void What_code_throws_is_told_with_its_place(string statement, string reason) =>
        Assert.Equal(reason, Scripts.Map($"export default event => {{\n  {statement}\n}}"));

    [Fact]
    public void A_message_is_cut_for_it_stands_in_the_ledger()
    {
        var reason = Scripts.Map("export default () => { throw new Error('x'.repeat(5000)) }");

        Assert.Equal("leavers.js line 1, column 30: ".Length + 200, reason.Length);
    }

    [Fact]
    public void A_name_of_the_bridge_is_a_dead_letter()
    {
        var program = Scripts.Compile(("leavers.js", "export default () => ({ a: { _deliveryId: 1 }, _deliveryId: 1 })"));

        Assert.Equal(
            "leavers.js: its result has '_deliveryId', which is the bridge's own name: rename it, or set $.workflow.correlate to false",
            Scripts.Say(program.Map(Events.Of("{}"), new HashSet<string>(StringComparer.Ordinal) { "_deliveryId" })));
    }

    [Fact]
    public void No_run_sees_what_one_before_it_did()
    {
        var program = Scripts.Compile(("leavers.js", "let n = 0; Object.prototype.seen = (Object.prototype.seen ?? 0) + 1; export default () => { Array.prototype.x = (Array.prototype.x ?? 0) + 1; return { n: ++n, seen: ({}).seen, x: [].x } }"));

        Assert.Equal(["""{"n":1,"seen":1,"x":1}""", """{"n":1,"seen":1,"x":1}"""], [Scripts.Map(program, Events.Of("{}")), Scripts.Map(program, Events.Of("{}"))]);
    }

    [Fact]
    public void Guarded_functions_do_what_the_language_says() => Assert.Equal(
        """{"a":"a-b-1","b":"a,,b","c":[1,2,[3]],"d":"x+y","e":"[1]b[22$22]","f":"ab--","g":"{\"a\":[1,{\"b\":2}]}","h":"{\"a\":1}","i":5,"j":["1","2"],"k":"<1><2>","l":"b","m":["a=1"],"n":"xyz","o":3,"p":{"odd":[1,3],"even":[2]}}""",
        Scripts.Map("""
            export default () => ({
              a: ['a', 'b', 1].join('-'), b: String(['a', null, 'b']), c: [1, [2, [3]]].flat(), d: 'x-y'.replace('-', '+'), e: '1b22'.replace(/(\d)(?<n>\d)?/g, '[$1$<n>$$$&]').replace('[1$1]', '[1]'),
              f: 'ab'.padEnd(4, '-'), g: JSON.stringify({ a: [1, { b: 2 }] }), h: JSON.stringify({ a: 1, b: 2 }, ['a']), i: ((a, b) => a + b).bind(null, 2)(3), j: 'a1b2'.match(/\d/g),
              k: '12'.replace(/./g, c => `<${c}>`), l: 'a,b'.split(',')[1], m: [...new Map([['a', 1]])].map(([key, value]) => `${key}=${value}`), n: 'x'.concat('y', 'z'), o: new Set([1, 2, 3]).size,
              p: Object.groupBy([1, 2, 3], n => n % 2 ? 'odd' : 'even'),
            })
            """));

    [Fact]
    public void An_event_that_is_too_deep_is_a_dead_letter() => Assert.Equal(
        "the event is nested deeper than 64 levels",
        Scripts.Map("export default e => ({ e })", new string('[', 65) + new string(']', 65)));

    [Theory]
    [InlineData("export default () => ({", "bridges/leavers.js line 1, column 24: Unexpected end of input")]
    [InlineData("\n  export default () => 1n;", "bridges/leavers.js line 2, column 24: there are no BigInts: an input has no place for them; a number is exact up to 2 to the power of 53")]
    [InlineData("export const x = 1;", "bridges/leavers.js there is no default export: write export default (event, context) => ({ … })")]
    [InlineData("export default 1;", "bridges/leavers.js there is no default export: write export default (event, context) => ({ … })")]
    [InlineData("export const filter = 1; export default () => ({});", "bridges/leavers.js what it exports as filter is no function: write export const filter = (event, context) => …")]
    [InlineData("import x from 'lodash'; export default () => ({});", "bridges/leavers.js line 1, column 15: 'lodash' is no file of the bridges' folder: there are no packages; name a file beside this one, such as ./lib/dates.js")]
    [InlineData("import x from './missing.js'; export default () => ({});", "bridges/leavers.js line 1, column 15: './missing.js' is not there")]
    [InlineData("export default async () => ({});", "bridges/leavers.js line 1, column 16: nothing is waited for: leave async and await out")]
    [InlineData("export default () => import('./leavers.js');", "bridges/leavers.js line 1, column 22: import() is not there: name the file in an import at the top")]
    [InlineData("export default function* () {}", "bridges/leavers.js line 1, column 16: there are no generators: make an array")]
    [InlineData("throw new Error('at once'); export default () => ({});", "bridges/leavers.js line 1, column 7: Error: at once")]
    [InlineData("while (true); export default () => ({});", "bridges/leavers.js it takes more than 50 ms")]
    public void Errors_are_found_when_the_bridge_is_read(string code, string error) => Assert.Equal(error, Scripts.ErrorOf(("leavers.js", code)));

    [Fact]
    public void Errors_of_an_imported_file_name_that_file()
    {
        Assert.Equal("bridges/lib/a.js line 2, column 1: Unexpected token ')'", Scripts.ErrorOf(("leavers.js", "import { a } from './lib/a.js'; export default () => ({});"), ("lib/a.js", "\n)")));
    }

    [Fact]
    public void Files_may_import_each_other()
    {
        var program = Scripts.Compile(
            ("leavers.js", "import { b } from './lib/b.js'; export const a = () => 'a'; export default () => ({ b: b() })"),
            ("lib/b.js", "import { a } from '../leavers.js'; export const b = () => a() + 'b';"));

        Assert.Equal("""{"b":"ab"}""", Scripts.Map(program, Events.Of("{}")));
    }
}
