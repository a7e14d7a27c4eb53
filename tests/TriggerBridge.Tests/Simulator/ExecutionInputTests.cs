using System.Net;
using System.Net.Http.Headers;

namespace TriggerBridge.Tests.Simulator;

public sealed class ExecutionInputTests
{
    [Theory]
    [InlineData("""{"input":{"a":[1,{"b":"ü\n"}]},"other":1}""", """{"a":[1,{"b":"ü\n"}]}""")]
    [InlineData("""{"other":{"input":1},"input" : {"deep":{"input":2}} }""", """{"deep":{"input":2}}""")]
    [InlineData("""{"no":"wrapper"}""", """{"no":"wrapper"}""")]
    [InlineData("""{"input":null}""", "null")]
    [InlineData("", "{}")]
    public async Task Input_is_the_bodys_input_or_the_whole_body(string body, string input)
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();

        await simulator.StartExecutionAsync(body: body);

        var recorded = Assert.Single((await simulator.RecordedAsync()).EnumerateArray());
        Assert.Equal(input, recorded.GetProperty("input").GetRawText());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"input\":")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":1,}")]
    public async Task Body_that_is_no_json_object_is_a_bad_request(string body)
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();

        using var answer = await simulator.ExecuteAsync(body: body);

        await AssertIscErrorAsync(HttpStatusCode.BadRequest, answer);
        Assert.Equal(0, (await simulator.RecordedAsync()).GetArrayLength());
    }

    [Fact]
    public async Task Body_that_is_not_utf8_is_a_bad_request()
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();

        using var content = new ByteArrayContent([.. "{\"a\":\""u8, 0xFF, .. "\"}"u8]);
        using var answer = await simulator.Client.PostAsync("/v2026/workflows/execute/external/w1", content);

        await AssertIscErrorAsync(HttpStatusCode.BadRequest, answer);
    }

    [Fact]
    public async Task Body_in_chunks_is_read_whole()
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();
        var text = new string('x', 300_000);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2026/workflows/execute/external/w1");
        request.Headers.TransferEncodingChunked = true;
        request.Content = new StringContent($$$"""{"input":{"text":"{{{text}}}"}}""", new MediaTypeHeaderValue("application/json"));
        using var answer = await simulator.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var recorded = Assert.Single((await simulator.RecordedAsync()).EnumerateArray());
        Assert.Equal(text, recorded.GetProperty("input").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Body_over_the_limit_is_refused()
    {
        await using var simulator = await RunningSimulator.StartAuthenticatedAsync();

        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2026/workflows/execute/external/w1");
        // So that the server's refusal is read before the body is sent into a closing connection.
        request.Headers.ExpectContinue = true;
        request.Content = new ByteArrayContent(new byte[9 * 1024 * 1024]);
        using var answer = await simulator.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private static async Task AssertIscErrorAsync(HttpStatusCode status, HttpResponseMessage answer)
    {
        Assert.Equal(status, answer.StatusCode);
        var error = await RunningSimulator.JsonOf(answer);
        Assert.StartsWith($"{(int)status} ", error.GetProperty("detailCode").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(error.GetProperty("trackingId").GetString()!);
        Assert.NotEmpty(error.GetProperty("messages")[0].GetProperty("text").GetString()!);
        Assert.Equal(0, error.GetProperty("causes").GetArrayLength());
    }
}
