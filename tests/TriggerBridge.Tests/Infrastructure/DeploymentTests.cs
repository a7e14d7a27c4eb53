using System.Text.Json;
using System.Text.RegularExpressions;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Infrastructure;

/// <summary>What is deployed, and what docs/deploy.md, azure.yaml and the Dockerfile say of it.</summary>
public sealed partial class DeploymentTests
{
    [BicepFact]
    public async Task The_plan_and_the_runtime_are_those_of_the_app()
    {
        var deployment = await Deployment.PredictAsync();
        Assert.Equal("FC1", deployment.One("Microsoft.Web/serverfarms").GetProperty("sku").GetProperty("name").GetString());

        var app = deployment.One("Microsoft.Web/sites");
        Assert.Equal("SystemAssigned", app.GetProperty("identity").GetProperty("type").GetString());
        var configuration = app.GetProperty("properties").GetProperty("functionAppConfig");
        Assert.Equal("dotnet-isolated", configuration.GetProperty("runtime").GetProperty("name").GetString());
        Assert.Equal(await TargetFrameworkAsync(), configuration.GetProperty("runtime").GetProperty("version").GetString());
        Assert.Equal(
            "SystemAssignedIdentity",
            configuration.GetProperty("deployment").GetProperty("storage").GetProperty("authentication").GetProperty("type").GetString());
    }

    [BicepFact]
    public async Task Nobody_has_more_roles_than_the_document_says()
    {
        var deployment = await Deployment.PredictAsync();
        var roles = deployment.All("Microsoft.Authorization/roleAssignments").Select(assignment =>
        {
            var properties = assignment.GetProperty("properties");
            var principal = properties.GetProperty("principalId").GetString()!;
            return string.Join(
                ' ',
                principal == Deployment.Provisioner ? "provisioner" : principal.Contains("/Microsoft.Web/sites/", StringComparison.Ordinal) ? "app" : principal,
                ScopeOf(assignment.GetProperty("id").GetString()!),
                properties.GetProperty("roleDefinitionId").GetString()!.Split('/')[^1]);
        });

        Assert.Equal(
            [
                "app Microsoft.Insights/components 3913510d-42f4-4e42-8a64-420c390055eb", // Monitoring Metrics Publisher
                "app Microsoft.KeyVault/vaults 4633458b-17de-408a-b874-0445c86b69e6", // Key Vault Secrets User
                "app Microsoft.Storage/storageAccounts 0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", // Storage Table Data Contributor
                "app Microsoft.Storage/storageAccounts b7e6dc6d-f1e8-4753-8033-0f276bb0955b", // Storage Blob Data Owner
                "app Microsoft.Storage/storageAccounts/bridges 2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", // Storage Blob Data Reader
                "provisioner Microsoft.KeyVault/vaults b86a8fe4-44ce-4948-aee5-eccb2c155cd7", // Key Vault Secrets Officer
                "provisioner Microsoft.Storage/storageAccounts/bridges ba92f5b4-2d11-453d-a403-e96b0029c9fe", // Storage Blob Data Contributor
            ],
            roles.Order(StringComparer.Ordinal));
    }

    [BicepFact]
    public async Task There_is_no_key_and_no_password_that_could_leak()
    {
        var deployment = await Deployment.PredictAsync();
        Assert.False(deployment.One("Microsoft.Storage/storageAccounts").GetProperty("properties").GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.True(deployment.One("Microsoft.Insights/components").GetProperty("properties").GetProperty("DisableLocalAuth").GetBoolean());
        var passwords = deployment.All("Microsoft.Web/sites/basicPublishingCredentialsPolicies").ToList();
        Assert.Equal(2, passwords.Count);
        Assert.All(passwords, policy => Assert.False(policy.GetProperty("properties").GetProperty("allow").GetBoolean()));
    }

    [BicepTheory]
    [InlineData("", "Enabled", 0)]
    [InlineData("param privateEndpoints = true", "Disabled", 3)]
    public async Task Storage_and_vault_are_reached_from_the_internet_or_through_private_endpoints(string parameters, string publicAccess, int endpoints)
    {
        var deployment = await Deployment.PredictAsync(parameters);
        Assert.Equal(publicAccess, deployment.One("Microsoft.Storage/storageAccounts").GetProperty("properties").GetProperty("publicNetworkAccess").GetString());
        Assert.Equal(publicAccess, deployment.One("Microsoft.KeyVault/vaults").GetProperty("properties").GetProperty("publicNetworkAccess").GetString());
        Assert.Equal(endpoints, deployment.All("Microsoft.Network/privateEndpoints").Count());
        Assert.Equal(endpoints > 0, deployment.One("Microsoft.Web/sites").GetProperty("properties").GetProperty("virtualNetworkSubnetId").ValueKind == JsonValueKind.String);
    }

    [BicepTheory]
    [InlineData("", false, null, null)]
    [InlineData("param clientCertificates = 'Optional'", true, "Optional", null)]
    [InlineData("param clientCertificates = 'Required'\nparam clientCertificateExclusionPaths = '/api/hooks/github,/api/status'", true, "Required", "/api/hooks/github,/api/status")]
    public async Task Callers_are_asked_for_certificates_and_the_app_believes_them_only_where_that_is_wanted(string parameters, bool isAsked, string? mode, string? exclusions)
    {
        var deployment = await Deployment.PredictAsync(parameters);
        var app = deployment.One("Microsoft.Web/sites").GetProperty("properties");
        Assert.Equal(isAsked, app.GetProperty("clientCertEnabled").GetBoolean());
        Assert.Equal(mode, app.GetProperty("clientCertMode").GetString());
        Assert.Equal(exclusions, app.GetProperty("clientCertExclusionPaths").GetString());
        Assert.Equal(isAsked ? "Platform" : null, deployment.Settings.GetValueOrDefault("TriggerBridge__ClientCertificates"));
    }

    [BicepFact]
    public async Task Every_parameter_stands_in_the_document_with_its_default()
    {
        var main = (await CompiledInfra.GetAsync()).Main;
        var rows = (await File.ReadAllLinesAsync(RepositoryRoot.File("docs", "deploy.md")))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 3)
            .ToLookup(cells => cells[1].Trim('`'), cells => cells[2], StringComparer.Ordinal);

        Assert.All(main.GetProperty("parameters").EnumerateObject(), parameter =>
        {
            var row = Assert.Single(rows[parameter.Name]);
            if (parameter.Value.TryGetProperty("defaultValue", out var value))
                Assert.Contains(value.ToString(), row, StringComparison.OrdinalIgnoreCase);
        });
    }

    [BicepFact]
    public async Task Every_output_stands_in_the_document()
    {
        var main = (await CompiledInfra.GetAsync()).Main;
        var document = await File.ReadAllTextAsync(RepositoryRoot.File("docs", "deploy.md"));
        Assert.All(main.GetProperty("outputs").EnumerateObject(), output => Assert.Contains($"`{output.Name}`", document, StringComparison.Ordinal));
    }

    [BicepFact]
    public async Task The_alerts_are_counted_and_each_has_its_row_in_the_document_of_what_to_watch()
    {
        var texts = (await Deployment.PredictAsync()).AlertTexts.ToList();
        var operations = await File.ReadAllTextAsync(RepositoryRoot.File("docs", "operations.md"));
        Assert.All(texts, text => Assert.Contains($"`{text}`", operations, StringComparison.Ordinal));

        var deploy = await File.ReadAllTextAsync(RepositoryRoot.File("docs", "deploy.md"));
        Assert.Contains($"| alerts | {texts.Count} rules, every 5 minutes |", deploy, StringComparison.Ordinal);
    }

    /// <summary>The app that cannot start says so on its error stream, which the host logs in the category Host.Function.Console.</summary>
    [Fact]
    public async Task The_host_logs_what_the_app_writes_before_it_has_telemetry()
    {
        using var host = JsonDocument.Parse(await File.ReadAllBytesAsync(RepositoryRoot.File("host.json")));
        var levels = host.RootElement.GetProperty("logging").GetProperty("logLevel");
        Assert.Equal("Information", levels.GetProperty("default").GetString());
        Assert.DoesNotContain(levels.EnumerateObject(), level => "Host.Function.Console".StartsWith(level.Name, StringComparison.Ordinal));
    }

    [BicepFact]
    public async Task Azd_deploys_the_package_of_publish_sh_to_the_app_that_is_made()
    {
        var azure = await File.ReadAllTextAsync(RepositoryRoot.File("azure.yaml"));
        var service = AzdService().Match(azure);
        Assert.True(service.Success, "azure.yaml has other services than this test knows.");
        Assert.True(Directory.Exists(RepositoryRoot.File(service.Groups["project"].Value.Split('/'))));

        var name = service.Groups["name"].Value;
        var app = (await Deployment.PredictAsync()).One("Microsoft.Web/sites");
        Assert.Equal(name, app.GetProperty("tags").GetProperty("azd-service-name").GetString());

        Assert.Contains($"azd: deploy {name} --from-package artifacts/functionapp.zip", azure, StringComparison.Ordinal);
        Assert.Contains("artifacts/functionapp.zip", await File.ReadAllTextAsync(RepositoryRoot.File("publish.sh")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_image_has_the_runtime_of_the_app()
    {
        var image = await File.ReadAllTextAsync(RepositoryRoot.File("infra", "Dockerfile"));
        Assert.Contains($"FROM mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated{await TargetFrameworkAsync()}\n", image, StringComparison.Ordinal);
    }

    /// <summary>azd gives a hook what its environment has: its own variables, and the outputs of infra/.</summary>
    [BicepFact]
    public async Task Azd_pushes_the_bridges_after_the_app_to_where_the_app_reads_them()
    {
        var azure = await File.ReadAllTextAsync(RepositoryRoot.File("azure.yaml"));
        var command = PushCommand().Match(azure);
        Assert.True(command.Success, "azure.yaml pushes no bridges after the deployment.");
        Assert.True(Directory.Exists(RepositoryRoot.File(command.Groups["project"].Value.Split('/'))));
        Assert.Equal("BRIDGES_FOLDER", command.Groups["folder"].Value);
        Assert.Contains(command.Groups["place"].Value, (await CompiledInfra.GetAsync()).Main.GetProperty("outputs").EnumerateObject().Select(output => output.Name));

        var parsed = TriggerBridge.Cli.CommandLine.Create().Parse(command.Groups["command"].Value.Replace("\"$BRIDGES_FOLDER\"", "live", StringComparison.Ordinal).Replace("\"$BRIDGES_PLACE\"", "place", StringComparison.Ordinal));
        Assert.Empty(parsed.Errors);
    }

    private static string ScopeOf(string id)
    {
        var scope = Scope().Match(id);
        return scope.Groups["container"] is { Length: > 0 } container ? $"{scope.Groups["type"].Value}/{container.Value}" : scope.Groups["type"].Value;
    }

    private static async Task<string> TargetFrameworkAsync() =>
        TargetFramework().Match(await File.ReadAllTextAsync(RepositoryRoot.File("Directory.Build.props"))).Groups["version"].Value;

    [GeneratedRegex("<TargetFramework>net(?<version>[0-9.]+)<", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TargetFramework();

    [GeneratedRegex("/providers/(?<type>[A-Za-z.]+/[A-Za-z]+)/[a-z0-9-]+(/blobServices/default/containers/(?<container>[a-z]+))?", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Scope();

    [GeneratedRegex("^  postdeploy:\n    shell: sh\n(.*\n)+?      dotnet run --project (?<project>[^ ]+) -- (?<command>bridges push \"[$](?<folder>[A-Z_]+)\" --place \"[$](?<place>[A-Z_]+)\" .+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PushCommand();

    [GeneratedRegex("^services:\n  (?<name>[a-z]+):\n    project: (?<project>.+)\n    host: function$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AzdService();
}
