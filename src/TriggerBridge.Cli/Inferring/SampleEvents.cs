using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Samples;
using TriggerBridge.Json;
using TriggerBridge.Mapping;

namespace TriggerBridge.Cli.Inferring;

/// <summary>The events in files of samples.</summary>
internal static class SampleEvents
{
    private static readonly DateTimeOffset ReceivedAt = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The files that somebody names: by name, or as <c>folder/*.json</c> where no shell has made names of it.</summary>
    public static IEnumerable<string> FilesOf(IEnumerable<string> named) => named
        .SelectMany(name => name.Contains('*', StringComparison.Ordinal) ? Matching(name) : [name])
        .Where(file => Sample.OwnerOf(file) is null);

    /// <param name="bridge">As which the files are read: what its filter does not want is left out. Null: each file is an event in JSON.</param>
    /// <exception cref="CliException">A file cannot be read, or there is no event in it.</exception>
    public static async Task<IReadOnlyList<JsonElement>> ReadAsync(Bridge? bridge, IEnumerable<string> files, CancellationToken cancellationToken)
    {
        var events = new List<JsonElement>();
        foreach (var file in files)
        {
            if (bridge?.Sender is { } sender)
                events.AddRange(OfSender(bridge, sender, file, await Sample.ReadRequestAsync(file, cancellationToken)));
            else
                events.Add(Parse(file, await Sample.ReadAsync(file, cancellationToken)));
        }

        return events;
    }

    private static IEnumerable<JsonElement> OfSender(Bridge bridge, WebhookSource sender, string file, Webhooks.WebhookRequest request)
    {
        var sent = sender.Read(request, bridge.Name, ReceivedAt);
        return sent.Problem is null
            ? sent.All.Where(each => bridge.Filter?.Stop(each.Context) is not MappingResult.Filtered).Select(each => each.Context.Event)
            : throw new CliException($"{file}: there is no event in it that {bridge.Name} can use.", ExitCode.Errors);
    }

    private static JsonElement Parse(string file, byte[] text) => JsonText.ParseEvent(text) switch
    {
        JsonParse.Parsed { Document: var document } => document,
        JsonParse.Unreadable { Reason: var reason } => throw new CliException($"{file}: {reason}.", ExitCode.Errors),
        _ => throw new InvalidOperationException("Parsing has no such result."),
    };

    private static IEnumerable<string> Matching(string pattern)
    {
        var folder = Path.GetDirectoryName(pattern) is { Length: > 0 } named ? named : ".";
        try
        {
            return Directory.GetFiles(folder, Path.GetFileName(pattern)).Order(StringComparer.Ordinal);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{pattern}: {fault.Message}", ExitCode.NoInput, fault);
        }
    }
}
