using System.Net;
using System.Text;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks.Ed25519;

public sealed class DiscordTests
{
    private const string Event = """{"version":1,"application_id":"1","type":1,"event":{"type":"APPLICATION_AUTHORIZED","timestamp":"2026-03-02T08:15:00.000000","data":{"user":{"id":"7"}}}}""";

    private static readonly SenderSample Discord = KeySamples.All.Single(sample => sample.Scheme == "discord");

    [Theory]
    [InlineData("""{"type":1}""", 200, """{"type":1}""")]
    [InlineData("""{"id":"7","application_id":"1","type":1,"version":1,"token":"t"}""", 200, """{"type":1}""")]
    [InlineData("""{"type":0}""", 204, "")]
    [InlineData("""{"version":1,"application_id":"1","type":0}""", 204, "")]
    public async Task Test_of_the_address_is_answered_to_Discord_only(string body, int status, string answer)
    {
        await using var app = await SenderApp.StartForAsync(Discord);

        var signed = await app.SendAsync(Discord.SignBody(body));
        var forged = await app.SendAsync(Discord.Sign(Discord.OtherSecret, body, SenderSample.Now));
        var unsigned = await app.SendAsync(SenderSample.Post(Encoding.UTF8.GetBytes(body)));

        Assert.Equal((status, "application/json", answer), (signed.Status, signed.Type, signed.Body));
        Assert.Equal((401, 401), (forged.Status, unsigned.Status));
        Assert.Equal(0, await RowsAsync(app));
    }

    [Fact]
    public async Task Event_of_type_1_is_no_test()
    {
        await using var app = await SenderApp.StartForAsync(Discord);

        var answer = await app.SendAsync(Discord.SignBody(Event));

        Assert.Equal((204, "application/json", ""), (answer.Status, answer.Type, answer.Body));
        Assert.Equal(1, await RowsAsync(app));
    }

    [Fact]
    public async Task Answer_without_content_leaves_the_server_with_its_type_and_without_a_length()
    {
        await using var app = await TestApp.StartForProgramsAsync(
            """{ "scheme": "discord", "secret": "hook" }""",
            $$"""{ "hook": "{{Discord.Secret}}", "client": { "id": "external", "secret": "s" } }""");
        var test = Discord.SignBody("""{"type":0}""");
        using var handler = new SocketsHttpHandler();
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{app.Port}{SenderApp.Address}") { Content = new ByteArrayContent(test.Body.ToArray()) };
        request.Content.Headers.Add("Content-Type", "application/json");
        foreach (var (name, value) in test.Headers) request.Headers.Add(name, value);

        using var answer = await http.SendAsync(request);

        Assert.Equal((HttpStatusCode.NoContent, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.False(answer.Content.Headers.Contains("Content-Length"));
        Assert.False(answer.Headers.Contains("Transfer-Encoding"));
    }

    private static async Task<int> RowsAsync(TestApp app) =>
        (await app.GetAsync($"/api/deliveries?bridge={TestApp.Bridge}")).GetProperty("items").GetArrayLength();
}
