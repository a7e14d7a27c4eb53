using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace TriggerBridge.Benchmarks.Answers;

/// <summary>Asks as ISC does, so many times a second, whatever becomes of the questions before.</summary>
internal sealed class Asker(HttpClient app, string secret)
{
    /// <exception cref="InvalidOperationException">A question was not answered with 200.</exception>
    public async Task<IReadOnlyList<Answer>> AskAsync(string bridge, int questions, int perSecond)
    {
        var started = TimeProvider.System.GetTimestamp();
        var asked = new List<Task<Answer>>(questions);
        while (asked.Count < questions)
        {
            var wait = TimeSpan.FromSeconds((double)asked.Count / perSecond) - TimeProvider.System.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, TimeProvider.System);
            asked.Add(AskAsync(bridge));
        }

        return await Task.WhenAll(asked);
    }

    private async Task<Answer> AskAsync(string bridge)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/hooks/{bridge}")
        {
            Content = new StringContent(
                $$"""
                {
                  "_metadata": { "triggerId": "idn:access-request-pre-approval", "triggerType": "requestResponse", "responseMode": "sync", "invocationId": "{{Guid.NewGuid()}}" },
                  "accessRequestId": "{{Guid.NewGuid()}}", "requestedFor": [], "requestedItems": [], "requestedBy": { "type": "IDENTITY", "id": "1", "name": "Ada" }
                }
                """,
                Encoding.UTF8,
                "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        var sent = TimeProvider.System.GetTimestamp();
        using var response = await app.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        var milliseconds = TimeProvider.System.GetElapsedTime(sent).TotalMilliseconds;
        return response.StatusCode == HttpStatusCode.OK
            ? new Answer(milliseconds, IsAsWanted: !body.Contains("otherwise", StringComparison.Ordinal))
            : throw new InvalidOperationException($"A question was answered {(int)response.StatusCode}: {body}");
    }
}

/// <param name="IsAsWanted">Not the one for when the workflow has not ended in time.</param>
internal sealed record Answer(double Milliseconds, bool IsAsWanted);
