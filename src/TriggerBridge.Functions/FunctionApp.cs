using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Bridges.Live;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Functions.Access;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Describing;
using TriggerBridge.Functions.Requests;
using TriggerBridge.Operators;

namespace TriggerBridge.Functions;

/// <summary>What the functions need, under the Functions host and under the local one.</summary>
internal static class FunctionApp
{
    public static void AddFunctionApp(this IHostApplicationBuilder builder)
    {
        builder.Services.AddTriggerBridge(builder.Configuration, builder.Environment.IsDevelopment());

        builder.Services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>();
        builder.Services.AddOptions<WebhookOptions>().Bind(builder.Configuration.GetSection("TriggerBridge")).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<AccessOptions>>(new AccessOptionsValidator(builder.Environment.IsDevelopment()));
        builder.Services.AddOptions<AccessOptions>().Bind(builder.Configuration.GetSection("TriggerBridge")).ValidateOnStart();
        builder.Services.AddSingleton<ApiKeys>();
        builder.Services.AddSingleton<EntraTokens>();
        builder.Services.AddSingleton<WrongProofs>();
        builder.Services.AddSingleton<AccessGuard>();
        builder.Services.AddSingleton<OperatorCall>();
        builder.Services.AddSingleton(_ => new ApiDocument(Operations.All, AccessOf));
        builder.Services.AddSingleton<PublicAddress>();
        builder.Services.AddSingleton<RequestReader>();
        builder.Services.AddSingleton<FaultAnswers>();
        builder.Services.AddHostedService<StopRequest>();
        builder.Services.AddHostedService<StartupCheck>();
        builder.Services.AddHostedService<BridgeWatch>();
        builder.Services.AddHostedService<DriftWatch>();

        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // A start that fails is told once, by FatalErrors, and without a stack trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // After the filters, so that a setting for the same category wins.
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        // It logs the address of every request with its query, where keys and secrets may stand; no setting can raise it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
    }

    private static OperationAccess AccessOf(string function) =>
        AccessPolicies.Of(function) is { } policy ? new(policy.IsOpen, policy.Role?.Name()) : throw new InvalidOperationException($"Nobody may call {function}: it has no policy.");

    /// <summary>Judges all settings together. The host would first build what runs in the background, and end at the first setting that it needs.</summary>
    /// <exception cref="OptionsValidationException">Some are missing or wrong; several sets of them throw an <see cref="AggregateException"/>.</exception>
    public static void ValidateSettings(this IServiceProvider services) => services.GetRequiredService<IStartupValidator>().Validate();

    /// <summary>Reads the bridges for the first time.</summary>
    /// <exception cref="BridgesFolderException">Their folder cannot be read.</exception>
    public static Task ReadBridgesAsync(this IServiceProvider services) => services.GetRequiredService<BridgeUpdates>().StartAsync(CancellationToken.None);
}
