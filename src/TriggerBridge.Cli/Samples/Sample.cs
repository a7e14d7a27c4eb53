using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TriggerBridge.Cli.Output;
using TriggerBridge.Json;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Cli.Samples;

/// <summary>
/// An event of a bridge's sender as files: <c>BRIDGE[.CASE].event.json</c> (or <c>.txt</c>, <c>.xml</c>) is the body as it was sent,
/// <c>….request.json</c> beside it what else the request had, and <c>….expected.json</c> what the bridge makes of it.
/// </summary>
internal sealed record Sample
{
    /// <summary>In a folder of bridge files.</summary>
    public const string Folder = "samples";

    private const string EventMark = "event";
    private const string RequestEnding = ".request.json";
    private const string ExpectedEnding = ".expected.json";
    private const string ContentType = "content-type";

    private Sample(string file, string bridge, string? @case) => (EventFile, Bridge, Case) = (file, bridge, @case);

    public string EventFile { get; }

    public string Bridge { get; }

    /// <summary>Null where the bridge has one sample without a name of its own.</summary>
    public string? Case { get; }

    public string Name => Case is null ? Bridge : $"{Bridge}.{Case}";

    public string RequestFile => Beside(RequestEnding);

    public string ExpectedFile => Beside(ExpectedEnding);

    /// <summary>By the file's name; no file is opened.</summary>
    /// <returns>Null where it is not the name of an event.</returns>
    public static Sample? Of(string file) => Path.GetFileName(file).Split('.') switch
    {
        [{ Length: > 0 } bridge, EventMark, "json" or "txt" or "xml"] => new(file, bridge, null),
        [{ Length: > 0 } bridge, { Length: > 0 } @case, EventMark, "json" or "txt" or "xml"] => new(file, bridge, @case),
        _ => null,
    };

    /// <summary>The sample that a request or an expectation belongs to.</summary>
    /// <returns>Null where the file is neither.</returns>
    public static string? OwnerOf(string file)
    {
        var name = Path.GetFileName(file);
        foreach (var ending in new[] { RequestEnding, ExpectedEnding })
        {
            if (name.EndsWith(ending, StringComparison.Ordinal)) return name[..^ending.Length];
        }

        return null;
    }

    /// <summary>The request that a file with an event stands for, with the request file beside it where there is one.</summary>
    /// <param name="file">Its name need not be that of a sample: then it has no request file.</param>
    /// <exception cref="CliException">A file cannot be read, or the request file is not one.</exception>
    public static async Task<WebhookRequest> ReadRequestAsync(string file, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(file, cancellationToken);
        var beside = Of(file) is { } sample && File.Exists(sample.RequestFile) ? await ReadRequestFileAsync(sample.RequestFile, cancellationToken) : new SampleRequest();
        return RequestOf(Path.GetExtension(file), body, beside);
    }

    /// <param name="ending">Of the event's file: it tells the type of the body where no header does.</param>
    /// <param name="beside">What else the request has.</param>
    public static WebhookRequest RequestOf(string ending, byte[] body, SampleRequest beside)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in beside.Headers ?? [])
            headers[name.ToLowerInvariant()] = value ?? "";
        headers.TryAdd(ContentType, ending switch
        {
            ".txt" => "application/x-www-form-urlencoded",
            ".xml" => "text/xml",
            _ => "application/json",
        });
        return new WebhookRequest
        {
            Method = beside.Method?.ToUpperInvariant() ?? "POST",
            Headers = headers,
            Query = (beside.Query ?? []).ToDictionary(field => field.Key, field => field.Value ?? "", StringComparer.Ordinal),
            Body = body,
            ContentType = headers[ContentType],
        };
    }

    /// <exception cref="CliException">It cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(file, cancellationToken);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException($"{file}: there is no such file.", ExitCode.NoInput, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file}: {fault.Message}", ExitCode.NoInput, fault);
        }
    }

    /// <exception cref="CliException">It cannot be written.</exception>
    public static async Task WriteAsync(string file, string text, CancellationToken cancellationToken)
    {
        try
        {
            if (Path.GetDirectoryName(file) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file}: {fault.Message}", ExitCode.NoInput, fault);
        }
    }

    private static async Task<SampleRequest> ReadRequestFileAsync(string file, CancellationToken cancellationToken)
    {
        const string form = """{"method": "POST", "headers": {"name": "value"}, "query": {"name": "value"}}""";
        var text = await ReadAsync(file, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(text, SamplesJson.Default.SampleRequest) ?? throw new JsonException("It is null.");
        }
        catch (JsonException fault)
        {
            throw new CliException($"{file}: {(fault.Path is { } path ? $"the value at {path} is not expected" : JsonText.Describe(fault))}; its form is {form}, each of them may be left out.", ExitCode.Errors, fault);
        }
    }

    private string Beside(string ending) => Path.Combine(Path.GetDirectoryName(EventFile) ?? "", Name + ending);
}

/// <summary>What a sample's request has besides its body.</summary>
internal sealed record SampleRequest
{
    public string? Method { get; init; }

    public Dictionary<string, string?>? Headers { get; init; }

    public Dictionary<string, string?>? Query { get; init; }
}

/// <summary>The JSON of samples' files: written by people, so comments are allowed, and nothing is passed over.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SampleRequest))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ExpectedEvent))]
[JsonSerializable(typeof(IReadOnlyList<ExpectedEvent>))]
internal sealed partial class SamplesJson : JsonSerializerContext;
