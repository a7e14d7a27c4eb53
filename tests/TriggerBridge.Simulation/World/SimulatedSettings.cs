using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace TriggerBridge.Simulation.World;

/// <summary>The app's settings and bridge files, the same in all runs; one bridge for each <c>whenInDoubt</c>.</summary>
internal static class SimulatedSettings
{
    private static readonly string Folder = WriteBridges();

    public static IConfiguration For(Plan plan) => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
        ["TriggerBridge:BridgesPath"] = Folder,
        ["TriggerBridge:SecretsFile"] = "unused",
        ["TriggerBridge:Tenants:acme:BaseUrl"] = "https://acme.example.com",
        ["TriggerBridge:Tenants:acme:ReadCredential"] = "reader",
        ["TriggerBridge:Tenants:acme:RequestsPer10Seconds"] = plan.RequestsPer10Seconds.ToString(CultureInfo.InvariantCulture),
    }).Build();

    private static string WriteBridges()
    {
        var folder = Directory.CreateTempSubdirectory("triggerbridge-simulation-").FullName;
        foreach (var (name, whenInDoubt) in new[] { ("hold", "hold"), ("retry", "retry"), ("absent", "retryIfAbsent") })
        {
            File.WriteAllText(Path.Combine(folder, name + ".json"), $$"""
                {
                  "webhook": { "scheme": "github", "secret": "hook" },
                  "whenInDoubt": "{{whenInDoubt}}", "settle": "00:01:00", "retry": { "giveUpAfter": "12:00:00" },
                  "input": { "who.$": "$.who" },
                  "workflow": { "tenant": "acme", "id": "workflow-{{name}}", "credential": "client-{{name}}" }
                }
                """);
        }

        return folder;
    }
}
