using System.Text.Json;
using TriggerBridge.Tests.Bridges;

namespace TriggerBridge.Tests.Cli;

/// <summary>Code as the commands see it.</summary>
public sealed class TransformCommandTests : IDisposable
{
    private readonly BridgeFolder _folder = new BridgeFolder()
        .Add("leavers.json", BridgeText.With("transform", "\"leavers.js\"", BridgeText.With("input", json: null)))
        .Add("leavers.js", "import { upper } from './lib/texts.js';\nexport const filter = event => event.action === 'removed';\nexport default event => ({ login: upper(event.login) });\n")
        .Add("lib/texts.js", "export const upper = text => text.toUpperCase();\n")
        .Add("samples/leavers.event.json", """{ "action": "removed", "login": "ann" }""")
        .Add("samples/leavers.request.json", """{ "headers": { "X-GitHub-Delivery": "1" } }""");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Preview_and_test_run_it()
    {
        var preview = await CliRun.InProcessAsync("preview", "leavers", Path.Combine(_folder.Location, "samples", "leavers.event.json"), "--bridges", _folder.Location, "-o", "json");
        Assert.Equal((0, ""), (preview.ExitCode, preview.Error));
        var shown = JsonElement.Parse(preview.Output).GetProperty("events")[0];
        Assert.Equal(("Passed", "ANN"), (shown.GetProperty("filter").GetString(), shown.GetProperty("input").GetProperty("login").GetString()));

        Assert.Equal(0, (await CliRun.InProcessAsync("bridges", "test", _folder.Location, "--update")).ExitCode);
        Assert.Equal(0, (await CliRun.InProcessAsync("bridges", "test", _folder.Location)).ExitCode);
        _folder.Add("lib/texts.js", "export const upper = text => text.toLowerCase();\n");
        Assert.Equal(1, (await CliRun.InProcessAsync("bridges", "test", _folder.Location)).ExitCode);
    }

    [Fact]
    public async Task Check_names_file_line_and_column()
    {
        _folder.Add("lib/texts.js", "export const upper = text =>\n  text.toUpperCase(;\n");

        var run = await CliRun.InProcessAsync("bridges", "check", _folder.Location);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{Path.Combine(_folder.Location, "lib/texts.js")}\n  line 2, column 20: Unexpected token ';'", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Types_of_the_schema_are_written_for_an_editor()
    {
        _folder.Add("schemas/leaver.json", """{ "type": "object", "required": ["login"], "properties": { "login": { "type": "string" }, "roles": { "type": "array", "items": { "enum": ["a", "b"] } }, "e-mail": { "type": ["string", "null"] } } }""");

        var run = await CliRun.InProcessAsync("types", "leavers", "--schema", Path.Combine(_folder.Location, "schemas", "leaver.json"), "--bridges", _folder.Location);

        var file = Path.Combine(_folder.Location, "leavers.d.ts");
        Assert.Equal(new CliRun(0, $"wrote {file}\n", ""), run);
        var text = await File.ReadAllTextAsync(file);
        Assert.Contains("export type Event = {\n  login: string;\n  roles?: (\"a\" | \"b\")[];\n  \"e-mail\"?: string | null;\n  [name: string]: unknown;\n};\n", text, StringComparison.Ordinal);
        Assert.Contains("export interface Context {", text, StringComparison.Ordinal);
        Assert.Equal(66, (await CliRun.InProcessAsync("types", "nobody", "--bridges", _folder.Location)).ExitCode);
    }

    [Fact]
    public async Task Without_a_schema_an_event_may_hold_anything()
    {
        Assert.Equal(0, (await CliRun.InProcessAsync("types", "leavers", "--bridges", _folder.Location)).ExitCode);

        Assert.Contains("export type Event = any;", await File.ReadAllTextAsync(Path.Combine(_folder.Location, "leavers.d.ts")), StringComparison.Ordinal);
    }
}
