using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TriggerBridge.Functions.Describing;
using TriggerBridge.Tests.Polling;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Describing;

/// <summary>
/// Random requests for all addresses, made by the API's own description: values right and wrong, with and without proof. Nothing fails inside,
/// nobody without proof is told anything, and each answer is one that is documented.
/// </summary>
[SuppressMessage("Security", "CA5394", Justification = "Requests of a test are no secrets.")]
public sealed class ApiFuzzTests
{
    private const string Seed = "TRIGGERBRIDGE_FUZZ_SEED";

    private static readonly int Requests = Environment.GetEnvironmentVariable("TRIGGERBRIDGE_LONG") == "1" ? 100_000 : 2_000;

    private static readonly string[] Odd =
    [
        "", "0", "-1", "1", "200", "99999999999999999999", "true", "null", "github", "GitHub", "none", "a b", "a'b", "ä", "💥", "%00", "..", "../../status", "*", "D|1", "{}", "[]", "2026-06-01T00:00:00Z",
        "0001-01-01", "9999-12-31T23:59:59Z", "Started", "started,failed", new('x', 300), "7a7a", "' or RowKey ge '", "\n", "<script>", "{{$.a}}", "Bearer", "application/x-ndjson",
    ];

    [Fact]
    public async Task Whatever_is_asked_the_answer_is_documented()
    {
        var seed = Environment.GetEnvironmentVariable(Seed) is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : RandomNumberGenerator.GetInt32(int.MaxValue);
        await using var app = await TestApp.StartPollAsync(PollText.Good, """{ "scheme": "github", "secret": "hook", "deliveryId": "{{$.id}}/{{$.v}}" }""");
        app.Source.Put("ann", Sample.Noon.AddHours(-1));
        await app.PollAsync(TimeSpan.Zero);
        var api = new DescribedApi(app.Get<ApiDocument>().Text);
        var known = (await app.DeliveriesAsync()).Select(row => row.Id()).ToList();
        var random = new Random(seed);
        var statuses = new SortedDictionary<string, int>(StringComparer.Ordinal);

        for (var number = 0; number < Requests; number++)
        {
            var operation = api.Operations[random.Next(api.Operations.Count)];
            var hasProof = random.Next(5) > 0;
            using var request = Make(operation, random, known, hasProof);
            var described = $"request {number.ToString(CultureInfo.InvariantCulture)} of {Seed}={seed.ToString(CultureInfo.InvariantCulture)}: {request.Method} {request.RequestUri} {request.Headers} {(request.Content is { } body ? await body.ReadAsStringAsync() : "")}";
            using var answer = await app.Client.SendAsync(request);

            var status = (int)answer.StatusCode;
            Assert.True(status < 500 || status is 502 or 503, $"{status.ToString(CultureInfo.InvariantCulture)} to {described}");
            if (!hasProof && !operation.IsOpen) Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{answer.StatusCode} without proof to {described}");
            Assert.True(await api.ObjectionAsync(operation, answer) is not { } objection, $"{await api.ObjectionAsync(operation, answer)}\nto {described}");
            var key = $"{operation} {status.ToString(CultureInfo.InvariantCulture)}";
            statuses[key] = statuses.GetValueOrDefault(key) + 1;
        }

        // It must reach something: all addresses, and most of them with success.
        Assert.Equal(api.Operations.Count, statuses.Keys.Select(key => key[..key.LastIndexOf(' ')]).Distinct(StringComparer.Ordinal).Count());
        Assert.True(statuses.Keys.Count(key => key.EndsWith(" 200", StringComparison.Ordinal)) >= 10, string.Join('\n', statuses));
    }

    private static HttpRequestMessage Make(DescribedOperation operation, Random random, List<string> known, bool hasProof)
    {
        var path = string.Join('/', operation.Path.Split('/').Select(part => part switch
        {
            "{bridge}" => random.Next(4) > 0 ? TestApp.Bridge : Segment(random),
            "{deliveryId}" => random.Next(4) > 0 ? known[random.Next(known.Count)] : Segment(random),
            _ => part,
        }));
        var query = string.Join('&', Query(operation, random));
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), query.Length == 0 ? path : $"{path}?{query}");
        // Each from another address: one that sends many wrong proofs is slowed, which is no answer to look for here.
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", string.Create(CultureInfo.InvariantCulture, $"10.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}"));
        if (hasProof) request.Headers.Authorization = TestApp.Operator;
        else if (random.Next(2) == 0) request.Headers.TryAddWithoutValidation("Authorization", WrongProof(random));
        if (random.Next(6) == 0) request.Headers.TryAddWithoutValidation("Accept", random.Next(2) == 0 ? "application/x-ndjson" : "text/html");
        if (random.Next(8) == 0) request.Headers.TryAddWithoutValidation("X-" + random.Next(9).ToString(CultureInfo.InvariantCulture), "y");
        if (operation.Method is not ("GET" or "OPTIONS") && random.Next(8) > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body(operation, random)));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(random.Next(6) > 0 ? "application/json" : random.Next(2) > 0 ? "text/plain" : "application/x-www-form-urlencoded");
        }

        return request;
    }

    // None that leads to another address: ends, and points that are taken out of a path.
    private static string Segment(Random random) => Odd[random.Next(Odd.Length)] is var text && (text.Length == 0 || text.StartsWith('.')) ? "nobody" : Uri.EscapeDataString(text).Replace("%2F", "-", StringComparison.Ordinal);

    private static IEnumerable<string> Query(DescribedOperation operation, Random random)
    {
        foreach (var parameter in operation.Query.Where(_ => random.Next(3) == 0))
            yield return $"{parameter["name"]}={Uri.EscapeDataString(random.Next(2) == 0 ? Odd[random.Next(Odd.Length)] : Fitting(parameter["schema"]!.AsObject(), random))}";
        if (random.Next(8) == 0) yield return $"{Uri.EscapeDataString(Odd[random.Next(Odd.Length)])}={Uri.EscapeDataString(Odd[random.Next(Odd.Length)])}";
    }

    private static string Fitting(JsonObject schema, Random random) => schema switch
    {
        _ when schema["enum"] is JsonArray words => words[random.Next(words.Count)]!.GetValue<string>(),
        _ when schema["minimum"] is { } least => random.Next(least.GetValue<int>(), schema["maximum"]!.GetValue<int>() + 1).ToString(CultureInfo.InvariantCulture),
        _ when (string?)schema["type"] == "boolean" => "true",
        _ when (string?)schema["format"] == "date-time" => "2026-06-01T00:00:00Z",
        _ => TestApp.Bridge,
    };

    private static string Body(DescribedOperation operation, Random random)
    {
        var members = new JsonObject();
        string[] names = ["reason", "force", "status", "bridge", "from", "to", "dryRun", "cursor", "until", "refuse", "continuation", "by", "id", "user"];
        foreach (var name in names.Where(_ => random.Next(4) == 0)) members[name] = Value(name, random);
        return random.Next(10) switch
        {
            0 => Odd[random.Next(Odd.Length)],
            1 => members.ToJsonString()[..^1],
            2 => new string('[', random.Next(1, 3000)),
            _ when operation.Body is null => "{}",
            _ => members.ToJsonString(),
        };
    }

    private static JsonNode? Value(string name, Random random) => random.Next(5) switch
    {
        0 => null,
        1 => Odd[random.Next(Odd.Length)],
        2 => random.Next(),
        3 => name is "force" or "dryRun" or "refuse" ? true : name is "from" or "to" or "until" ? "2026-06-01T13:00:00Z" : name == "status" ? "Failed" : "github",
        _ => new JsonArray(1, "a"),
    };

    private static string WrongProof(Random random) => random.Next(5) switch
    {
        0 => "Bearer",
        1 => "Bearer " + TestApp.Key[..^1],
        2 => "Basic " + TestApp.Key,
        3 => "Bearer tbk_" + new string('0', 72),
        _ => Odd[random.Next(Odd.Length)].Replace("\n", "", StringComparison.Ordinal),
    };
}
