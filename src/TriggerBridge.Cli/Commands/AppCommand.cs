using System.CommandLine;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands;

/// <summary>A command that works on a running app: its options, and what every failure becomes.</summary>
internal static class AppCommand
{
    /// <summary>Gives a command its work on the app.</summary>
    /// <returns>The command.</returns>
    public static Command DoingOnApp(this Command command, Func<AppContext, Task<int>> work)
    {
        command.OnApp();
        command.SetAction((parsed, cancellationToken) =>
        {
            var terminal = Terminal.Of(parsed);
            return terminal.RunAsync(async () =>
            {
                using var api = AppKeyOption.Open(parsed);
                return await work(new AppContext(parsed, api, terminal, cancellationToken));
            });
        });
        return command;
    }

    /// <summary>The same with <c>--output</c>.</summary>
    public static Command AnsweringOnApp(this Command command, Func<AppContext, Task<int>> work)
    {
        command.Add(OutputOption.Instance);
        return command.DoingOnApp(work);
    }
}

/// <summary>What a command on an app works with.</summary>
internal sealed record AppContext(ParseResult Parsed, AppApi Api, Terminal Terminal, CancellationToken CancellationToken)
{
    public DateTimeOffset Now => Parsed.Environment().Time.GetUtcNow();

    public T Get<T>(Argument<T> argument) => Parsed.GetRequiredValue(argument);

    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);
}
