using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using TriggerBridge.Bridges.Files;

namespace TriggerBridge.Cli;

/// <summary>Why a command line is not understood: a line for each problem, without the whole help.</summary>
internal static class UsageProblems
{
    private const string Hint = "With --help at its end, a command shows what it takes.";

    /// <returns>None where it is understood.</returns>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.Errors.Count == 0 && parsed.Action != command.Action) return [];
        // A shell asks for what may come next: of course the line is not whole.
        if (parsed.RootCommandResult.Command is RootCommand root && root.Directives.Any(directive => directive is SuggestDirective && parsed.GetResult(directive) is not null)) return [];

        var unknownOptions = UnknownOptions(parsed, command).ToList();
        // What stands behind an unknown option is its value.
        List<string> problems = unknownOptions.Count > 0 ? unknownOptions : [.. Words(parsed, command), .. Missing(parsed, command), .. Values(parsed)];
        return problems.Count > 0 ? [.. problems, Hint] : [];
    }

    // The parser takes an unknown option for an argument where one may stand.
    private static IEnumerable<string> UnknownOptions(ParseResult parsed, Command command) =>
        parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash) ? [] : parsed.UnmatchedTokens
            .Concat(command.Arguments.SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? []).Select(token => token.Value))
            .Where(text => text is ['-', not (>= '0' and <= '9'), ..])
            .Select(text => text.Split('=', 2)[0])
            .Distinct(StringComparer.Ordinal)
            .Select(text => ClosestName.TryFind(text, OptionsOf(parsed.CommandResult), out var closest)
                ? $"{NameOf(parsed.CommandResult)} has no option {text}; did you mean {closest}?"
                : $"{NameOf(parsed.CommandResult)} has no option {text}.");

    private static IEnumerable<string> Words(ParseResult parsed, Command command)
    {
        var name = NameOf(parsed.CommandResult);
        if (command.Subcommands.Count == 0)
            return parsed.UnmatchedTokens.Select(word => $"'{word}' is too much: {name} takes {TakenBy(command)}.");

        var commands = command.Subcommands.Where(each => !each.Hidden).Select(each => each.Name).ToList();
        return parsed.UnmatchedTokens is [var wrong, ..]
            ? [ClosestName.TryFind(wrong, commands, out var closest)
                ? $"{name} has no command '{wrong}'; did you mean '{closest}'?"
                : $"{name} has no command '{wrong}'; the commands are {string.Join(", ", commands)}."]
            : [$"Give a command of {name}: {string.Join(", ", commands)}."];
    }

    private static IEnumerable<string> Missing(ParseResult parsed, Command command) => command.Arguments
        .Where(argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is not { Tokens.Count: > 0 } && !argument.HasDefaultValue)
        .Select(argument => $"<{argument.Name}> is missing: {argument.Description}");

    // What the options and arguments themselves have to say; the rest of the parser's errors is told above.
    private static IEnumerable<string> Values(ParseResult parsed) => parsed.Errors
        .Select(error => error.SymbolResult switch
        {
            OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name} takes a value: {option.Option.Description}",
            ArgumentResult { Parent: OptionResult { Tokens.Count: 0 } option } => $"{option.Option.Name} takes a value: {option.Option.Description}",
            CommandResult or ArgumentResult { Tokens.Count: 0 } => null,
            _ => error.Message,
        })
        .OfType<string>();

    private static IEnumerable<string> OptionsOf(CommandResult result)
    {
        var own = result.Command.Options.Concat(Above(result).SelectMany(command => command.Options.Where(option => option.Recursive)));
        return own.Select(option => option.Name);
    }

    private static IEnumerable<Command> Above(CommandResult result)
    {
        for (var parent = result.Parent as CommandResult; parent is not null; parent = parent.Parent as CommandResult) yield return parent.Command;
    }

    private static string TakenBy(Command command) =>
        command.Arguments.Count == 0 ? "no argument" : string.Join(' ', command.Arguments.Select(argument => $"<{argument.Name}>"));

    private static string NameOf(CommandResult result) => result.Command is RootCommand
        ? "triggerbridge"
        : string.Join(' ', Above(result).Where(command => command is not RootCommand).Reverse().Append(result.Command).Select(command => command.Name));
}
