using System.Globalization;
using System.Net;
using System.Web;

namespace TriggerBridge.Tests.Testing;

/// <summary>A source with records that change, as polls read it: it pages in every way, and misbehaves on demand.</summary>
internal sealed class FakeSource
{
    private readonly Lock _lock = new();
    private readonly List<(string Id, DateTimeOffset Changed, int Version)> _records = [];

    public FakeSource() => Handler = new StubHttpHandler((request, _) => AnswerAsync(request));

    public StubHttpHandler Handler { get; }

    /// <summary>Answers in place of the records; null: the records.</summary>
    public Func<StubHttpHandler.Request, HttpResponseMessage?> On { get; set; } = _ => null;

    /// <summary>Called before each answer, such as to change records while they are read.</summary>
    public Func<Task> BeforeAnswer { get; set; } = () => Task.CompletedTask;

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

    private static string With(System.Collections.Specialized.NameValueCollection query, string key, int value)
    {
        query = new(query) { [key] = value.ToString(CultureInfo.InvariantCulture) };
        return string.Join('&', query.AllKeys.Select(name => $"{name}={Uri.EscapeDataString(query[name]!)}"));
    }
}
