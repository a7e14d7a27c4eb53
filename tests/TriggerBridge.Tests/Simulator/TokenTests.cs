using System.Net;

namespace TriggerBridge.Tests.Simulator;

public sealed class TokenTests
{
    [Fact]
    public async Task Token_comes_in_the_shape_of_isc()
    {
        await using var simulator = await RunningSimulator.StartAsync("--token-seconds", "120");

        using var answer = await simulator.RequestTokenAsync("any", "thing");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotNull(answer.Headers.Date);
        var token = await RunningSimulator.JsonOf(answer);
        Assert.NotEmpty(token.GetProperty("access_token").GetString()!);
        Assert.Equal("bearer", token.GetProperty("token_type").GetString());
        Assert.Equal(120, token.GetProperty("expires_in").GetInt32());
    }

    [Theory]
    [InlineData("password", "id", "secret", HttpStatusCode.BadRequest, "unsupported_grant_type")]
    [InlineData("client_credentials", "", "secret", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("client_credentials", "id", "wrong", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("client_credentials", "other", "secret", HttpStatusCode.Unauthorized, "invalid_client")]
    public async Task Wrong_grant_or_credential_is_refused(string grant, string id, string secret, HttpStatusCode status, string error)
    {
        using var clients = new ClientsFile("""[{"id":"id","secret":"secret"}]""");
        await using var simulator = await RunningSimulator.StartAsync("--clients", clients.Path);

        using var answer = await simulator.RequestTokenAsync(id, secret, grant);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(error, (await RunningSimulator.JsonOf(answer)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Token_request_that_is_no_form_is_refused()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        using var answer = await simulator.PostAsync("/oauth/token", """{"grant_type":"client_credentials"}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Execute_without_a_token_is_unauthorized()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        using var answer = await simulator.ExecuteAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.NotEmpty((await RunningSimulator.JsonOf(answer)).GetProperty("error").GetString()!);
        Assert.Equal(0, (await simulator.RecordedAsync()).GetArrayLength());
    }

    [Fact]
    public async Task Execute_with_an_unknown_token_is_unauthorized()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        simulator.Client.DefaultRequestHeaders.Authorization = new("Bearer", "invented");

        using var answer = await simulator.ExecuteAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Token_works_until_it_expires()
    {
        await using var simulator = await RunningSimulator.StartAsync("--token-seconds", "60");
        await simulator.AuthenticateAsync();

        simulator.Clock.Advance(59);
        await simulator.StartExecutionAsync();
        simulator.Clock.Advance(1);
        using var answer = await simulator.ExecuteAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("expired", (await RunningSimulator.JsonOf(answer)).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Personal_access_token_may_read_and_not_execute()
    {
        using var clients = new ClientsFile("""[{"id":"e","secret":"s","kind":"external"},{"id":"p","secret":"s","kind":"personal"}]""");
        await using var simulator = await RunningSimulator.StartAsync("--clients", clients.Path);
        await simulator.AuthenticateAsync("e", "s");
        var execution = await simulator.StartExecutionAsync();
        using var refused = await simulator.Client.GetAsync("/v2026/workflows");
        // As it stands: not escaped for web pages.
        Assert.Contains("An external trigger's client may only execute", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await simulator.AuthenticateAsync("p", "s");
        using var answer = await simulator.ExecuteAsync();

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("Queued", await simulator.StatusOfAsync(execution));
    }
}
