using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Web;

namespace TriggerBridge.Tests.Testing;

/// <summary>
/// A source with records that change, as polls read it: it pages in every way, and misbehaves on demand. It is as strict as real ones are:
/// a request with another method, header or body than its bridge file asks for is refused, and fails the test.
/// </summary>
internal sealed class FakeSource
{
    private static readonly HashSet<string> KnownHeaders = new(["Accept", "User-Agent", "If-None-Match"], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> HeadersOfBodies = new(["Content-Type", "Content-Length"], StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentQueue<string> _objections = new();
    private readonly Lock _lock = new();
    private readonly List<(string Id, DateTimeOffset Changed, int Version)> _records = [];

    public FakeSource() => Handler = new StubHttpHandler((request, _) => AnswerAsync(request));

    public StubHttpHandler Handler { get; }

    /// <summary>Answers in place of the records; null: the records.</summary>
    public Func<StubHttpHandler.Request, HttpResponseMessage?> On { get; set; } = _ => null;

    /// <summary>Called before each answer, such as to change records while they are read.</summary>
    public Func<Task> BeforeAnswer { get; set; } = () => Task.CompletedTask;

    /// <summary>GET, unless the bridge's requests have a body.</summary>
    public HttpMethod Method { get; set; } = HttpMethod.Get;

    /// <summary>The header by which it knows us; null: none.</summary>
    public string? CredentialHeader { get; set; }

    /// <summary>What was wrong with requests.</summary>
    public IReadOnlyCollection<string> Objections => _objections;

    public int PageSize { get; set; } = 100;

    public string? ETag { get; set; }

    public DateTimeOffset? Date { get; set; }

    public IReadOnlyList<StubHttpHandler.Request> Requests => Handler.Requests;

    /// <summary>Every state that stands there now.</summary>
    public IReadOnlyList<string> States
    {
        get
        {
            lock (_lock)
                return [.. _records.Select(record => FormattableString.Invariant($"{record.Id}/{record.Version}"))];
        }
    }

    /// <summary>Adds a record, or changes it.</summary>
    public void Put(string id, DateTimeOffset changed)
    {
        lock (_lock)
        {
            var version = _records.Find(record => record.Id == id).Version + 1;
            _records.RemoveAll(record => record.Id == id);
            _records.Add((id, changed, version));
        }
    }

    public void Add(int count, DateTimeOffset changed)
    {
        lock (_lock)
            _records.AddRange(Enumerable.Range(_records.Count, count).Select(i => ($"r{i.ToString(CultureInfo.InvariantCulture)}", changed.AddSeconds(i), 1)));
    }

    private async Task<HttpResponseMessage> AnswerAsync(StubHttpHandler.Request request)
    {
        var isToken = request.Url.Host.StartsWith("idp.", StringComparison.Ordinal);
        if ((isToken ? ObjectionToTokenRequest(request) : ObjectionTo(request)) is { } objection)
        {
            _objections.Enqueue($"{request.Method} {request.Url}: {objection}");
            return StubHttpHandler.Json(HttpStatusCode.BadRequest, "{}");
        }

        await BeforeAnswer();
        if (On(request) is { } other) return other;

        var query = HttpUtility.ParseQueryString(request.Url.Query);
        var since = query["since"] is { Length: > 0 } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : DateTimeOffset.MinValue;
        List<(string Id, DateTimeOffset Changed, int Version)> all;
        lock (_lock)
            all = [.. _records.Where(record => record.Changed >= since).OrderBy(record => record.Changed).ThenBy(record => record.Id, StringComparer.Ordinal)];

        var start = Number("start") ?? Number("offset") ?? (((Number("page") ?? 1) - 1) * PageSize);
        var page = all.Skip(start).Take(PageSize).ToList();
        var hasMore = start + page.Count < all.Count;
        var next = start + page.Count;
        var link = new UriBuilder(request.Url) { Query = With(query, "start", next) }.Uri;
        var answer = StubHttpHandler.Json(HttpStatusCode.OK, $$"""
            {
              "result": [{{string.Join(',', page.Select(record => FormattableString.Invariant($$"""{"id":"{{record.Id}}","v":{{record.Version}},"changed":"{{record.Changed.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}}"}""")))}}],
              "next": {{(hasMore ? $"\"{link}\"" : "null")}}, "token": {{(hasMore ? $"\"{next.ToString(CultureInfo.InvariantCulture)}\"" : "\"\"")}}
            }
            """);
        if (hasMore) answer.Headers.TryAddWithoutValidation("Link", $"<{link}>; rel=\"next\"");
        if (ETag is not null) answer.Headers.TryAddWithoutValidation("ETag", ETag);
        if (Date is not null) answer.Headers.Date = Date;
        return answer;

        int? Number(string key) => query[key] is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
    }

    private string? ObjectionTo(StubHttpHandler.Request request)
    {
        if (request.Method != Method) return $"expected {Method}";
        if (request.Headers.GetValueOrDefault("Accept") != "application/json") return "does not accept JSON";
        if (request.Headers.GetValueOrDefault("User-Agent")?.StartsWith("TriggerBridge/", StringComparison.Ordinal) != true) return "does not say who asks";
        if (CredentialHeader is { } header && !request.Headers.ContainsKey(header)) return $"has no {header}";
        var hasBody = Method == HttpMethod.Post;
        var unknown = request.Headers.Keys.Where(name => !KnownHeaders.Contains(name) && name != CredentialHeader && !(hasBody && HeadersOfBodies.Contains(name))).ToList();
        if (unknown.Count > 0) return $"has {string.Join(", ", unknown)}";
        return hasBody ? ObjectionToJson(request) : request.Body.Length > 0 ? "has a body" : null;
    }

    private static string? ObjectionToJson(StubHttpHandler.Request request)
    {
        if (request.Headers.GetValueOrDefault("Content-Type") != "application/json") return "does not say that its body is JSON";
        try
        {
            return JsonElement.Parse(request.Body).ValueKind == JsonValueKind.Object ? null : "has a body that is no object";
        }
        catch (JsonException)
        {
            return "has a body that is not JSON";
        }
    }

    // RFC 6749, 4.4.2: the client's credentials stand in the form, and nothing else is sent.
    private static string? ObjectionToTokenRequest(StubHttpHandler.Request request)
    {
        if (request.Method != HttpMethod.Post) return "expected POST";
        if (request.Headers.GetValueOrDefault("Content-Type") != "application/x-www-form-urlencoded") return "is no form";
        if (request.Headers.ContainsKey("Authorization")) return "has Authorization";
        var form = HttpUtility.ParseQueryString(request.Body);
        return (form["grant_type"], form["client_id"], form["client_secret"]) is ("client_credentials", { Length: > 0 }, { Length: > 0 }) ? null : "is no client-credentials grant";
    }

    private static string With(System.Collections.Specialized.NameValueCollection query, string key, int value)
    {
        query = new(query) { [key] = value.ToString(CultureInfo.InvariantCulture) };
        return string.Join('&', query.AllKeys.Select(name => $"{name}={Uri.EscapeDataString(query[name]!)}"));
    }
}
