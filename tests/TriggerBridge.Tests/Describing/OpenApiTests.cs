using System.Text.Json;
using System.Text.RegularExpressions;
using TriggerBridge.Functions;
using TriggerBridge.Functions.Access;
using TriggerBridge.Functions.Describing;
using TriggerBridge.LocalHost;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Describing;

/// <summary>The description of the API: it is complete, and committed as it is.</summary>
public sealed partial class OpenApiTests
{
    private static readonly FunctionCatalog Catalog = new(typeof(FunctionApp).Assembly);

    [Fact]
    public async Task The_file_in_the_repository_is_what_the_app_answers()
    {
        await using var app = await TestApp.StartAsync();
        var text = System.Text.Encoding.UTF8.GetString(app.Get<ApiDocument>().Text.Span);
        var file = RepositoryRoot.File("schemas", "openapi.json");
        if (Environment.GetEnvironmentVariable("TRIGGERBRIDGE_UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(file, text);

        Assert.True(await File.ReadAllTextAsync(file) == text, "schemas/openapi.json is stale: run this test with TRIGGERBRIDGE_UPDATE_DOCS=1.");
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(text), await app.GetAsync("/api/openapi.json")));
    }

    [Fact]
    public void Every_function_with_an_address_has_an_operation_and_the_other_way_round() => Assert.Equal(
        Catalog.Http.Select(function => $"{function.Name} {string.Join(',', function.Methods.Order(StringComparer.Ordinal))} {function.Route}"),
        Operations.All.Select(operation => $"{operation.Name} {string.Join(',', operation.Methods.Order(StringComparer.Ordinal))} {operation.Route}").Order(StringComparer.Ordinal));

    [Fact]
    public async Task The_document_names_each_address_with_its_methods_and_who_may_call_it()
    {
        await using var app = await TestApp.StartAsync();
        var described = new DescribedApi(app.Get<ApiDocument>().Text).Operations;

        Assert.Equal(
            Catalog.Http.SelectMany(function => function.Methods.Select(method => $"{method.ToUpperInvariant()} /api/{function.Route} {AccessPolicies.Of(function.Name)!.IsOpen}")).Order(StringComparer.Ordinal),
            described.Select(operation => $"{operation} {operation.IsOpen}").Order(StringComparer.Ordinal));
        Assert.All(described.Where(operation => !operation.IsOpen), operation => Assert.All((int[])[400, 401, 403, 503], status => Assert.True(operation.Documents(status), operation.ToString())));
        Assert.Equal(described.Count, described.Select(operation => operation.Node["operationId"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Members_are_in_camel_case_and_words_in_one_style_and_every_time_is_one()
    {
        await using var app = await TestApp.StartAsync();
        var schemas = JsonElement.Parse(app.Get<ApiDocument>().Text.Span).GetProperty("components").GetProperty("schemas");
        var members = schemas.EnumerateObject().SelectMany(schema => Members(schema.Value)).ToList();

        Assert.True(members.Count > 100);
        Assert.All(members, member => Assert.Matches(CamelCase(), member.Name));
        Assert.All(members.Where(member => member.Name.EndsWith("At", StringComparison.Ordinal)), member => Assert.Contains("date-time", member.Value.GetRawText(), StringComparison.Ordinal));
        Assert.All(schemas.EnumerateObject().SelectMany(schema => Words(schema.Value)), word => Assert.Matches(PascalCase(), word));
    }

    private static IEnumerable<JsonProperty> Members(JsonElement schema) => Inner(schema).SelectMany(Members)
        .Concat(schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out var own) ? own.EnumerateObject() : []);

    private static IEnumerable<string> Words(JsonElement schema) => Inner(schema).SelectMany(Words)
        .Concat(schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("enum", out var own) && own.ValueKind == JsonValueKind.Array
            ? own.EnumerateArray().Where(word => word.ValueKind == JsonValueKind.String).Select(word => word.GetString()!)
            : []);

    private static IEnumerable<JsonElement> Inner(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema.EnumerateObject().Select(member => member.Value),
        JsonValueKind.Array => schema.EnumerateArray(),
        _ => [],
    };

    [GeneratedRegex("^[a-z][a-zA-Z0-9]*$", RegexOptions.NonBacktracking)]
    private static partial Regex CamelCase();

    [GeneratedRegex("^[A-Z][a-zA-Z0-9]*$", RegexOptions.NonBacktracking)]
    private static partial Regex PascalCase();
}
