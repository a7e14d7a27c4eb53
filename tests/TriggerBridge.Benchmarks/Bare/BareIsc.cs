using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TriggerBridge.Benchmarks.Bare;

/// <summary>The one call of ISC, with a token that is never renewed.</summary>
internal sealed class BareIsc(HttpClient http, Uri executeUrl, string token)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly string _authorization = "Bearer " + token;

    public static async Task<BareIsc> ConnectAsync(HttpClient http, Uri tenant)
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", "bare"), new("client_secret", "bare")]);
        using var answer = await http.PostAsync(new Uri(tenant, "oauth/token"), form);
        using var json = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
        return new(http, new Uri(tenant, "v2026/workflows/execute/external/bare"), json.RootElement.GetProperty("access_token").GetString()!);
    }

    public async Task<string> ExecuteAsync(string deliveryId)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(
            $$$"""{"input":{"login":"Hacktocat","organization":"Octocoders","removedBy":"Codertocat","_deliveryId":"{{{deliveryId}}}","_attempt":1}}"""));
        body.Headers.ContentType = Json;
        using var request = new HttpRequestMessage(HttpMethod.Post, executeUrl) { Content = body };
        request.Headers.TryAddWithoutValidation("Authorization", _authorization);

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return ReadId(await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
    }

    private static string ReadId(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("workflowExecutionId"u8))
                continue;
            reader.Read();
            return reader.GetString()!;
        }

        throw new InvalidDataException("The answer names no execution.");
    }
}
