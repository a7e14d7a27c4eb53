using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.LocalHost;

/// <summary>
/// For a developer who has never seen the sender's requests: keeps the last of them in a folder, each with the app's answer, in a file that only
/// its owner can read. They hold what the sender sends, its proof included.
/// </summary>
internal sealed class RequestRecorder
{
    private const string Hooks = "/api/hooks/";
    private const int Kept = 100;
    private const int MostBytes = 1024 * 1024;

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private long _last;

    public RequestRecorder(string folder, TimeProvider time)
    {
        (_folder, _time) = (folder, time);
        var kept = Directory.CreateDirectory(folder).GetFiles("*.json").Select(file => Path.GetFileNameWithoutExtension(file.Name));
        _last = kept.Select(name => long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).DefaultIfEmpty().Max();
    }

    public async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Hooks.TrimEnd('/'), StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        var (began, start) = (_time.GetUtcNow(), _time.GetTimestamp());
        context.Request.EnableBuffering();
        var client = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = client;
        }

        var took = _time.GetElapsedTime(start);
        answer.Position = 0;
        await answer.CopyToAsync(client, context.RequestAborted);
        var request = context.Request;
        Write(new RecordedRequest
        {
            At = began,
            Method = request.Method,
            Name = request.Path.Value![Hooks.Length..],
            Query = request.QueryString.Value ?? "",
            Headers = request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value.AsEnumerable()), StringComparer.Ordinal),
            Body = await ReadAsync(request.Body, context.RequestAborted),
            Status = context.Response.StatusCode,
            Milliseconds = took.TotalMilliseconds,
            Answer = Encoding.UTF8.GetString(answer.ToArray()),
        });
    }

    // As far as the app has read it; nothing of what is too large for a recording.
    private static async Task<byte[]?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        body.Position = 0;
        if (body.Length > MostBytes)
            return null;
        using var text = new MemoryStream();
        await body.CopyToAsync(text, cancellationToken);
        return text.ToArray();
    }

    // In one step, so that nobody reads half of one.
    private void Write(RecordedRequest recorded)
    {
        lock (_gate)
        {
            var file = PathOf(++_last);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var written = new FileStream(file + ".new", options))
                JsonSerializer.Serialize(written, recorded, RecordJson.Default.RecordedRequest);
            File.Move(file + ".new", file);
            File.Delete(PathOf(_last - Kept));
        }
    }

    private string PathOf(long number) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{number:D10}.json"));
}

/// <summary>A request and what it was answered.</summary>
internal sealed record RecordedRequest
{
    public required DateTimeOffset At { get; init; }

    public required string Method { get; init; }

    /// <summary>The bridge or source, whether or not there is one of this name.</summary>
    public required string Name { get; init; }

    /// <summary>With its question mark; empty where there is none.</summary>
    public required string Query { get; init; }

    /// <summary>Names in lower case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Null where it is too large.</summary>
    public required byte[]? Body { get; init; }

    public required int Status { get; init; }

    public required double Milliseconds { get; init; }

    public required string Answer { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RecordedRequest))]
internal sealed partial class RecordJson : JsonSerializerContext;
