using System.CommandLine;
using System.Net;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>openapi</c>: what the app says of its own API.</summary>
internal static class OpenApiCommand
{
    public static Command Create() => new Command("openapi", "Prints the description of a running app's API (OpenAPI 3.1), for programs that make clients of it.").DoingOnApp(RunAsync);

    private static async Task<int> RunAsync(AppContext context)
    {
        var answer = await context.Api.GetAsync("openapi.json", context.CancellationToken);
        if (answer.Status == HttpStatusCode.NotFound) throw new CliException($"The app at {context.Api.App} does not describe its API: it is an older one.", ExitCode.Errors);
        if (answer.Status != HttpStatusCode.OK) throw context.Api.Failed(answer, "the description of its API");
        await context.Terminal.WriteLineAsync(Terminal.Write(answer.ReadJson() ?? throw context.Api.Strange("does not describe its API"), AppJson.Default.JsonElement));
        return ExitCode.Ok;
    }
}
