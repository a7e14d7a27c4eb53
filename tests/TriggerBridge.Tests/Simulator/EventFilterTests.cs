using System.Net;
using System.Text.Json;

namespace TriggerBridge.Tests.Simulator;

/// <summary>The part of Jayway JSONPath that <c>docs/simulator.md</c> states.</summary>
public sealed class EventFilterTests : IAsyncLifetime
{
    private const string Input = """
        {
          "identity": {"name": "john.doe", "attributes": {"email": null, "level": 3}},
          "changes": [
            {"attribute": "department", "oldValue": "Sales", "newValue": "Marketing"},
            {"attribute": "manager", "newValue": {"name": "mary"}},
            {"attribute": "groups", "newValue": ["a", "b"]}
          ]
        }
        """;

    private EventTenant? _tenant;

    public async Task InitializeAsync() => _tenant = await EventTenant.StartAsync();

    public async Task DisposeAsync() => await _tenant!.DisposeAsync();

    [Theory]
    [InlineData("$")]
    [InlineData("$.identity")]
    [InlineData("$['identity'][\"name\"]")]
    [InlineData("$.identity.attributes.email")]
    [InlineData("$.changes[0].attribute")]
    [InlineData("$.changes[-1].newValue[1]")]
    [InlineData("$.changes[*]")]
    [InlineData("$.changes[*].oldValue")]
    [InlineData("$.identity.*")]
    [InlineData("$[?($.identity.name == \"john.doe\")]")]
    [InlineData("$[?(@.identity.name == 'john.doe')]")]
    [InlineData(" $[?( $.identity.name=='john.doe' )] ")]
    [InlineData("$[?($.identity.name != 'george')]")]
    [InlineData("$[?($.nothing != 'george')]")]
    [InlineData("$[?($.identity.attributes.email == null)]")]
    [InlineData("$[?($.identity.attributes.level == 3)]")]
    [InlineData("$[?($.identity.attributes.level >= 3.0 && $.identity.attributes.level < 4)]")]
    [InlineData("$[?($.identity.name > 'john')]")]
    [InlineData("$[?($.identity.name <= 'john.doe')]")]
    [InlineData("$[?($.identity.name contains 'doe')]")]
    [InlineData("$.changes[?(@.attribute == 'manager')]")]
    [InlineData("$.changes[?(@.attribute == 'manager')].newValue.name")]
    [InlineData("$.changes[?(@.attribute == \"x\" || @.attribute == \"department\" && @.newValue == \"Marketing\")]")]
    [InlineData("$.changes[?(@.oldValue)]")]
    [InlineData("$.changes[?(!@.oldValue)]")]
    [InlineData("$.changes[?(!(@.attribute in ['manager', 'groups']))]")]
    [InlineData("$.changes[?(@.newValue contains 'b')]")]
    [InlineData("$.changes[?(@.newValue nin ['Sales','Marketing'])]")]
    [InlineData("$.changes[?('Sales' == @.oldValue)]")]
    [InlineData("$.identity.attributes[?(!@.alternateEmail)]")]
    [InlineData("$.changes[?(@.attribute == 'dep\\artment')]")]
    public async Task Filter_lets_the_event_through(string filter) =>
        Assert.Equal("""{"isValid":true,"isValidJSONPath":true,"isPathExist":true}""", await CheckAsync(filter));

    [Theory]
    [InlineData("$.nothing")]
    [InlineData("$.changes.attribute")]
    [InlineData("$.changes[3]")]
    [InlineData("$.changes[-4]")]
    [InlineData("$.identity[0]")]
    [InlineData("$.identity.name.length")]
    [InlineData("$[?($.identity.name == 'John.Doe')]")]
    [InlineData("$[?($.identity.attributes.level == '3')]")]
    [InlineData("$[?($.identity.attributes.level > '2')]")]
    [InlineData("$[?($.nothing == null)]")]
    [InlineData("$[?($.nothing < 3)]")]
    [InlineData("$[?($.nothing contains 'a')]")]
    [InlineData("$.changes[?(@.attribute == 'x' || @.attribute == 'manager' && @.newValue == 'y')]")]
    [InlineData("$.changes[?(!@.attribute)]")]
    [InlineData("$.identity.name[?(@ == 'john.doe')]")]
    [InlineData("$.changes[?(@.attribute in [])]")]
    public async Task Filter_holds_the_event_back(string filter) =>
        Assert.Equal("""{"isValid":false,"isValidJSONPath":true,"isPathExist":false}""", await CheckAsync(filter));

    [Theory]
    [InlineData("")]
    [InlineData("identity.name")]
    [InlineData("$.")]
    [InlineData("$.changes[")]
    [InlineData("$.changes[x]")]
    [InlineData("$.changes[?(@.attribute == 'manager')")]
    [InlineData("$.changes[?(@.attribute == 'manager]")]
    [InlineData("$.changes[?(@.attribute == )]")]
    [InlineData("$.changes[?('a')]")]
    [InlineData("$.changes[?(@.attribute == 'manager' &&)]")]
    [InlineData("$.identity more")]
    [InlineData("$.changes[?(@.a in ['x'")]
    [InlineData("$.changes[?(@.a == 'x\\")]
    [InlineData("$.changes[99999999999]")]
    public async Task What_is_no_path_is_told_and_cannot_be_subscribed_with(string filter)
    {
        Assert.Equal("""{"isValid":false,"isValidJSONPath":false,"isPathExist":false}""", await CheckAsync(filter));

        using var refused = await SubscribeAsync(filter);
        Assert.StartsWith("The filter is no JSONPath: ", await EventTenant.ErrorOf(refused), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$..id", "..")]
    [InlineData("$.changes[0,1]", "union")]
    [InlineData("$.changes[0:2]", "slice")]
    [InlineData("$.changes[(@.length-1)]", "script")]
    [InlineData("$.changes.length()", "length()")]
    [InlineData("$[?($.changes.length() >= 3)]", "length()")]
    [InlineData("$.changes[?(@.newValue =~ /US.*/i)]", "=~")]
    [InlineData("$[?($.warnings subsetof ['a'])]", "subsetof")]
    [InlineData("$[?($.warnings anyof ['a'])]", "anyof")]
    [InlineData("$[?($.warnings noneof ['a'])]", "noneof")]
    [InlineData("$[?($.warnings size 1)]", "size")]
    [InlineData("$[?($.warnings empty true)]", "empty")]
    [InlineData("$[?(@.changes[*].attribute == 'a')]", "wildcard")]
    [InlineData("$[?(@.changes[?(@.attribute == 'a')])]", "condition")]
    public async Task What_the_simulator_does_not_evaluate_is_refused_by_name(string filter, string named)
    {
        using var answer = await ValidateAsync(filter);
        using var refused = await SubscribeAsync(filter);

        Assert.Contains(named, await EventTenant.ErrorOf(answer), StringComparison.Ordinal);
        Assert.Contains(named, await EventTenant.ErrorOf(refused), StringComparison.Ordinal);
    }

    private async Task<string> CheckAsync(string filter)
    {
        using var answer = await ValidateAsync(filter);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private Task<HttpResponseMessage> ValidateAsync(string filter) =>
        _tenant!.PostAsync("/v2026/trigger-subscriptions/validate-filter", $$"""{"input":{{Input}},"filter":{{JsonSerializer.Serialize(filter)}}}""");

    private Task<HttpResponseMessage> SubscribeAsync(string filter) => _tenant!.PostAsync(
        "/v2026/trigger-subscriptions",
        $$"""{"name":"n","triggerId":"{{EventTenant.Joiner}}","type":"HTTP","httpConfig":{"url":"https://bridge.example","httpDispatchMode":"SYNC"},"filter":{{JsonSerializer.Serialize(filter)}}}""");
}
