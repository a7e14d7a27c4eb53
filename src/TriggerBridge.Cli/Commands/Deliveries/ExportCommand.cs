using System.CommandLine;
using System.Globalization;
using System.Net;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands.Deliveries;

/// <summary><c>deliveries export</c>: all that a list finds, one JSON object a line, however many they are.</summary>
internal static class ExportCommand
{
    private const string Lines = "application/x-ndjson";

    private static readonly TimeSpan BetweenSigns = TimeSpan.FromMilliseconds(500);

    private static readonly Option<FileInfo?> ToFile = new("--file") { Description = "Where they go; it is there once all are. Without it, standard output.", HelpName = "file" };

    public static Command Create() => new Command("export", "Writes all of them, one JSON object a line (NDJSON).") { DeliveryFilter.Bridge, DeliveryFilter.Status, ToFile }.DoingOnApp(RunAsync);

    private static async Task<int> RunAsync(AppContext context)
    {
        if (context.Get(ToFile) is not { FullName: var file })
        {
            await ExportAsync(context, context.Terminal.Output);
            return ExitCode.Ok;
        }

        // Half of them must not look like all.
        var unfinished = file + ".part";
        try
        {
            await using (var writer = new StreamWriter(unfinished)) await ExportAsync(context, writer);
            File.Move(unfinished, file, overwrite: true);
            return ExitCode.Ok;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file}: {fault.Message}", ExitCode.NoInput, fault);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static async Task ExportAsync(AppContext context, TextWriter to)
    {
        var count = new Count(context.Terminal);
        await foreach (var line in ReadAsync(context))
        {
            await to.WriteLineAsync(line);
            await count.AddAsync();
        }

        await to.FlushAsync(context.CancellationToken);
        await count.EndAsync();
    }

    private static async IAsyncEnumerable<string> ReadAsync(AppContext context)
    {
        var query = DeliveryFilter.Query(context.Parsed);
        using var answer = await context.Api.OpenAsync(AppLists.AddressOf("deliveries", query), Lines, context.CancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK) throw context.Api.Failed(await AppAnswer.ReadAsync(answer, context.CancellationToken), DeliveryFilter.Asked);
        if (answer.Content.Headers.ContentType?.MediaType != Lines) throw context.Api.Strange("sends no lines");
        await using var body = await answer.Content.ReadAsStreamAsync(context.CancellationToken);
        using var reader = new StreamReader(body);
        while (await NextAsync(context, reader) is { } line)
            if (line.Length > 0) yield return line;
    }

    private static async Task<string?> NextAsync(AppContext context, StreamReader reader)
    {
        try
        {
            return await reader.ReadLineAsync(context.CancellationToken);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            throw new CliException($"The app at {context.Api.App} broke off: not all are written. {fault.Message}", ExitCode.Unavailable, fault);
        }
    }

    /// <summary>Tells how many there are: now and then while somebody watches, and at the end.</summary>
    private sealed class Count(Terminal terminal)
    {
        private long _told = TimeProvider.System.GetTimestamp();
        private int _number;

        public async Task AddAsync()
        {
            _number++;
            if (!terminal.IsWatched || TimeProvider.System.GetElapsedTime(_told) < BetweenSigns) return;
            _told = TimeProvider.System.GetTimestamp();
            await terminal.TellAsync(string.Create(CultureInfo.InvariantCulture, $"{_number:N0} deliveries"));
        }

        public Task EndAsync() => terminal.TellAsync(string.Create(CultureInfo.InvariantCulture, $"{_number:N0} deliveries exported."));
    }
}
