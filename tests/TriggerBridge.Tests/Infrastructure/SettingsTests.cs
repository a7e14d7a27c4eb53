using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Functions.Access;
using TriggerBridge.Ledger;
using TriggerBridge.Tenants;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Infrastructure;

/// <summary>The settings that infra/ gives to the app are those that app and host read.</summary>
public sealed partial class SettingsTests
{
    private const string Prefix = "TriggerBridge__";

    private static readonly string[] ReadByTheHost =
    [
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__credential", "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    ];

    [BicepFact]
    public async Task The_app_accepts_the_settings_that_are_deployed()
    {
        var deployment = await Deployment.PredictAsync();
        Validate(deployment.Settings);
    }

    [BicepTheory]
    [InlineData("TriggerBridge__TableServiceUri")]
    [InlineData("TriggerBridge__KeyVaultUri")]
    [InlineData("TriggerBridge__Tenants__acme_sb__BaseUrl")]
    public async Task The_app_needs_the_setting(string name)
    {
        var settings = (await Deployment.PredictAsync()).Settings;
        Assert.True(settings.Remove(name));
        Assert.ThrowsAny<Exception>(() => Validate(settings));
    }

    [BicepFact]
    public async Task Nothing_is_deployed_that_nobody_reads()
    {
        var known = Known().Concat(ReadByTheHost).Concat(Schedules()).ToHashSet(StringComparer.Ordinal);
        var deployed = (await Deployment.PredictAsync()).Settings.Keys.Select(name => name.Replace("__acme_sb__", "__{tenant}__", StringComparison.Ordinal));
        Assert.All(deployed, name => Assert.Contains(name, known));
    }

    [BicepTheory]
    [InlineData("", null, null)]
    [InlineData("param entraClientId = '7d0c1d52-1a2b-4c3d-8e4f-5a6b7c8d9e0f'\nparam entraTenantId = '0f5b7b2e-6c1d-4f0e-9d5a-3a1c8e2b4d6f'", "0f5b7b2e-6c1d-4f0e-9d5a-3a1c8e2b4d6f", "7d0c1d52-1a2b-4c3d-8e4f-5a6b7c8d9e0f")]
    public async Task Operators_come_with_API_keys_and_with_access_tokens_where_there_is_an_app_registration(string parameters, string? tenant, string? audience)
    {
        var settings = (await Deployment.PredictAsync(parameters)).Settings;

        Assert.Equal("triggerbridge-api-keys", settings["TriggerBridge__ApiKeysSecret"]);
        Assert.Equal((tenant, audience), (settings.GetValueOrDefault("TriggerBridge__Entra__TenantId"), settings.GetValueOrDefault("TriggerBridge__Entra__Audience")));
        Assert.Equal(tenant is not null, settings.ContainsKey("TriggerBridge__Entra__Authority"));
    }

    /// <summary>Those of <see cref="TrackingOptions"/> are meant to stay as they are.</summary>
    [Fact]
    public async Task Every_setting_of_the_app_is_documented()
    {
        var document = await File.ReadAllTextAsync(RepositoryRoot.File("docs", "settings.md"));
        Assert.All(Known().Except(Of(typeof(TrackingOptions))), name => Assert.Contains($"`{name}`", document, StringComparison.Ordinal));
    }

    /// <summary>The host does not start a function whose <c>%setting%</c> is missing.</summary>
    [BicepFact]
    public async Task Each_schedule_is_deployed_and_is_the_one_of_the_local_settings()
    {
        using var local = JsonDocument.Parse(await File.ReadAllBytesAsync(RepositoryRoot.File("local.settings.sample.json")));
        var settings = (await Deployment.PredictAsync()).Settings;
        Assert.Equal(3, Schedules().Count());
        Assert.All(Schedules(), name => Assert.Equal(local.RootElement.GetProperty("Values").GetProperty(name).GetString(), settings[name]));
    }

    // As the app does when it starts in Azure.
    private static void Validate(Dictionary<string, string> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(
                setting.Key.Replace("__", ":", StringComparison.Ordinal),
                ReadableNow(setting.Value))))
            .Build();
        using var services = new ServiceCollection().AddLogging().AddTriggerBridge(configuration, isDevelopment: false).BuildServiceProvider();
        services.GetRequiredService<IStartupValidator>().Validate();
        Assert.NotNull(services.GetRequiredService<IOptions<BridgesOptions>>().Value.Container);
        var tenant = Assert.Single(services.GetRequiredService<IOptions<TenantOptions>>().Value.Tenants);
        Assert.Equal(("acme_sb", "isc-read"), (tenant.Key, tenant.Value.ReadCredential));
    }

    // What Azure knows only afterwards is an address; of a container, it has the container's name at its end.
    private static string ReadableNow(string value) =>
        value.StartsWith("[reference(", StringComparison.Ordinal) ? "https://known-afterwards.example/"
        : ContainerAddressOf().Match(value) is { Success: true } container ? $"https://known-afterwards.example/{container.Groups["name"].Value}"
        : value;

    [GeneratedRegex(@"^\[format\('\{0\}\{1\}', reference\(.+\)\.primaryEndpoints\.blob, '(?<name>[a-z]+)'\)\]$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ContainerAddressOf();

    /// <summary>The properties of all options that are bound to the section TriggerBridge.</summary>
    private static IEnumerable<string> Known()
    {
        var core = new ServiceCollection().AddTriggerBridge(new ConfigurationBuilder().Build(), isDevelopment: false)
            .Select(service => service.ServiceType)
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IOptionsChangeTokenSource<>))
            .Select(type => type.GetGenericArguments()[0]);
        var head = Assembly.Load("TriggerBridge.Functions").GetTypes().Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal));
        return core.Concat(head).Distinct().SelectMany(Of);
    }

    private static IEnumerable<string> Of(Type options) => options.GetProperties()
        .Where(property => property.CanWrite || property.Name == nameof(TenantOptions.Tenants))
        // Its setting is AzureWebJobsStorage.
        .Where(property => property.Name != nameof(LedgerOptions.ConnectionString))
        .SelectMany(property => property.Name switch
        {
            nameof(TenantOptions.Tenants) => typeof(TenantSettings).GetProperties().Select(each => $"{Prefix}Tenants__{{tenant}}__{each.Name}"),
            nameof(AccessOptions.Entra) => typeof(EntraSettings).GetProperties().Where(each => each.CanWrite).Select(each => $"{Prefix}Entra__{each.Name}"),
            _ => [Prefix + property.Name],
        });

    private static IEnumerable<string> Schedules() =>
        Directory.EnumerateFiles(RepositoryRoot.File("src", "TriggerBridge.Functions"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".json" && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .SelectMany(file => ScheduleSetting().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value)
            .Distinct(StringComparer.Ordinal);

    [GeneratedRegex("\"%(?<name>[A-Za-z]+)%\"", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ScheduleSetting();
}
