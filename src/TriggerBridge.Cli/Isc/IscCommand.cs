using System.CommandLine;
using TriggerBridge.Cli.Output;
using TriggerBridge.SailPoint.Api;

namespace TriggerBridge.Cli.Isc;

/// <summary>A command that works on a tenant: its options, and what every failure becomes.</summary>
internal static class IscCommand
{
    public static Option<string?> Tenant { get; } = new("--tenant")
    {
        Description = "The tenant, by its name in the settings; not needed where only one is set up.",
        HelpName = "name",
        Recursive = true,
    };

    public static Option<string?> Credential { get; } = new("--credential")
    {
        Description = "The secret with the personal access token's client; by default the tenant's ReadCredential.",
        HelpName = "secret",
        Recursive = true,
    };

    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Also shows where in the program an error came from.", Recursive = true };

    /// <summary>A group of commands on a tenant.</summary>
    public static Command Group(string name, string description, params Command[] commands)
    {
        var group = new Command(name, description) { Tenant, Credential, Verbose, OutputOption.Instance };
        foreach (var command in commands)
            group.Add(command);
        return group;
    }

    /// <summary>Gives a command its work.</summary>
    /// <returns>The command.</returns>
    public static Command Doing(this Command command, Func<IscContext, Task> work) =>
        command.Running((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(Tenant), work, cancellationToken));

    /// <summary>Gives a command its work, where it is not always done on a tenant.</summary>
    /// <returns>The command.</returns>
    public static Command Running(this Command command, Func<ParseResult, CancellationToken, Task<int>> work)
    {
        command.SetAction(work);
        return command;
    }

    /// <summary>Runs work on a tenant and says what became of it.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(ParseResult parsed, string? tenant, Func<IscContext, Task> work, CancellationToken cancellationToken) => RunAsync(
        parsed,
        tenant,
        async context =>
        {
            await work(context);
            return ExitCode.Ok;
        },
        cancellationToken);

    /// <summary>Runs work on a tenant that ends with an exit code of its own.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ParseResult parsed, string? tenant, Func<IscContext, Task<int>> work, CancellationToken cancellationToken)
    {
        var terminal = Terminal.Of(parsed);
        try
        {
            await using var session = await IscSession.OpenAsync(tenant, parsed.GetValue(Credential), cancellationToken);
            try
            {
                return await work(new IscContext(parsed, session, terminal, cancellationToken));
            }
            catch (IscException fault)
            {
                throw Remedy.Of(fault, session.CredentialName);
            }
            catch (NotSupportedException fault)
            {
                throw new CliException(fault.Message, ExitCode.Usage, fault);
            }
        }
        catch (CliException fault)
        {
            return await terminal.FailAsync(parsed.GetValue(Verbose) ? $"{fault.Message}{Environment.NewLine}{fault.InnerException ?? fault}" : fault.Message, fault.ExitCode);
        }
    }
}

/// <summary>What a command works with.</summary>
internal sealed record IscContext(ParseResult Parsed, IscSession Session, Terminal Terminal, CancellationToken CancellationToken)
{
    public IscApi Api => Session.Api;

    public T Get<T>(Argument<T> argument) => Parsed.GetRequiredValue(argument);

    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    /// <summary>Reads a list to its end, which may take a while.</summary>
    public Task<List<T>> ReadAllAsync<T>(string what, IAsyncEnumerable<T> items) =>
        Terminal.WaitAsync($"Reading {what}", () => items.ToListAsync(CancellationToken).AsTask());
}
