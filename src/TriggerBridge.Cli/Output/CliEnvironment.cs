using System.CommandLine;
using Azure.Core;
using Azure.Identity;

namespace TriggerBridge.Cli.Output;

/// <summary>What a command finds around it besides its arguments. Tests give their own.</summary>
internal sealed class CliEnvironment
{
    public static CliEnvironment Real { get; } = new();

    /// <summary>The environment's variables; an empty one counts as not set.</summary>
    public Func<string, string?> Variable { get; init; } = name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>Standard input.</summary>
    public Func<TextReader> Input { get; init; } = () => Console.In;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The person's identity in Entra ID, given whether somebody sits at a terminal, and what tells them something.</summary>
    public Func<bool, Func<string, Task>, TokenCredential> Identity { get; init; } = CreateIdentity;

    // The browser of another machine will do, but somebody must read the code.
    private static TokenCredential CreateIdentity(bool canAsk, Func<string, Task> tellAsync)
    {
        var azureCli = new AzureCliCredential();
        return canAsk
            ? new ChainedTokenCredential(azureCli, new DeviceCodeCredential(new DeviceCodeCredentialOptions { DeviceCodeCallback = (code, _) => tellAsync(code.Message) }))
            : azureCli;
    }
}

/// <summary>How a command is run.</summary>
internal sealed class CliInvocation : InvocationConfiguration
{
    public required CliEnvironment Environment { get; init; }
}

internal static class Surroundings
{
    public static CliEnvironment Environment(this ParseResult parsed) => (parsed.InvocationConfiguration as CliInvocation)?.Environment ?? CliEnvironment.Real;
}
