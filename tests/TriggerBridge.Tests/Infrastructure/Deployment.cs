using System.Text.Json;
using System.Text.RegularExpressions;

namespace TriggerBridge.Tests.Infrastructure;

/// <summary>
/// What a deployment of infra/ would make, as the compiler works it out from the compiled template and main.parameters.json. What Azure knows only
/// afterwards stays an expression, such as <c>[reference('…').vaultUri]</c>.
/// </summary>
internal sealed partial class Deployment
{
    /// <summary>AZURE_PRINCIPAL_ID.</summary>
    public const string Provisioner = "22222222-2222-2222-2222-222222222222";

    private static readonly Lazy<Task<Deployment>> Once = new(() => MakeAsync(""));

    private static readonly Dictionary<string, string> AzdEnvironment = new(StringComparer.Ordinal)
    {
        ["AZURE_ENV_NAME"] = "test",
        ["AZURE_LOCATION"] = "westeurope",
        ["AZURE_PRINCIPAL_ID"] = Provisioner,
        ["ALERT_EMAIL"] = "operators@example.com",
        ["ISC_TENANT"] = "acme-sb",
    };

    private readonly List<JsonElement> _resources;

    private Deployment(JsonElement snapshot) => _resources = [.. snapshot.GetProperty("predictedResources").EnumerateArray()];

    /// <param name="more">Parameters beside those of main.parameters.json, or in their place, as a .bicepparam file has them.</param>
    public static Task<Deployment> PredictAsync(string more = "") => more.Length == 0 ? Once.Value : MakeAsync(more);

    public IEnumerable<JsonElement> All(string type) => _resources.Where(resource => resource.GetProperty("type").GetString() == type);

    public JsonElement One(string type) => Assert.Single(All(type));

    /// <summary>The app's settings by name.</summary>
    public Dictionary<string, string> Settings => One("Microsoft.Web/sites").GetProperty("properties").GetProperty("siteConfig").GetProperty("appSettings").EnumerateArray()
        .ToDictionary(setting => setting.GetProperty("name").GetString()!, setting => setting.GetProperty("value").GetString()!, StringComparer.Ordinal);

    /// <summary>The texts that the alerts wait for.</summary>
    public IEnumerable<string> AlertTexts => All("Microsoft.Insights/scheduledQueryRules")
        .Select(rule => Assert.Single(rule.GetProperty("properties").GetProperty("criteria").GetProperty("allOf").EnumerateArray()).GetProperty("query").GetString()!)
        .Select(query => AlertQuery().Match(query) is { Success: true } match ? match.Groups["text"].Value : throw new FormatException($"Another query than this test knows: {query}"));

    private static async Task<Deployment> MakeAsync(string more)
    {
        using var infra = new InfraCopy();
        using var parameters = JsonDocument.Parse(await File.ReadAllBytesAsync(infra.File("main.parameters.json")));
        var lines = parameters.RootElement.GetProperty("parameters").EnumerateObject()
            .Where(each => !more.Contains($"param {each.Name} =", StringComparison.Ordinal))
            .Select(each => $"param {each.Name} = json('''{AzdVariable().Replace(each.Value.GetProperty("value").GetRawText(), Value)}''')");
        await File.WriteAllLinesAsync(infra.File("test.bicepparam"), ["using 'main.bicep'", .. lines, more]);

        var (exitCode, _, problems) = await Bicep.RunAsync(
            "snapshot", infra.File("test.bicepparam"),
            "--subscription-id", "11111111-1111-1111-1111-111111111111", "--location", "westeurope", "--deployment-name", "test");
        Assert.True(exitCode == 0 && problems.Length == 0, problems);

        using var snapshot = JsonDocument.Parse(await File.ReadAllBytesAsync(infra.File("test.snapshot.json")));
        Assert.Empty(snapshot.RootElement.GetProperty("diagnostics").EnumerateArray());
        return new(snapshot.RootElement.Clone());
    }

    // ${NAME} or ${NAME=default}, as azd replaces them.
    private static string Value(Match variable) => AzdEnvironment.GetValueOrDefault(variable.Groups["name"].Value, variable.Groups["default"].Value);

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+)(=(?<default>[^}]*))?\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AzdVariable();

    [GeneratedRegex("^AppTraces \\| where Message has \"(?<text>[^\"]+)\"$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AlertQuery();
}
