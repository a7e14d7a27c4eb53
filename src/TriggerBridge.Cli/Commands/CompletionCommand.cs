using System.CommandLine;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>completion</c>: what a shell needs to complete the program's command lines. The program itself says what may come next.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            _triggerbridge() {
                local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]} candidate
                COMPREPLY=()
                while IFS= read -r candidate; do
                    # Options only where one is begun.
                    [[ -z $candidate || $candidate == /* || ( $candidate == -* && $word != -* ) ]] || COMPREPLY+=("$candidate")
                done < <(triggerbridge "[suggest:${#line}]" "$line" 2>/dev/null)
            }
            complete -o default -F _triggerbridge triggerbridge
            """,
        ["zsh"] = """
            #compdef triggerbridge
            _triggerbridge() {
                local line=${(j: :)words[1,CURRENT]}
                local -a candidates
                candidates=("${(@f)$(triggerbridge "[suggest:${#line}]" "$line" 2>/dev/null)}")
                candidates=("${(@)candidates:#(|/*)}")
                [[ ${words[CURRENT]} == -* ]] || candidates=("${(@)candidates:#-*}")
                if (( ${#candidates} )); then compadd -- "${candidates[@]}"; else _files; fi
            }
            compdef _triggerbridge triggerbridge
            """,
        ["fish"] = """
            function __triggerbridge_complete
                set -l line (commandline -cp)
                triggerbridge "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null | string match --invert --regex '^/|^$'
            end
            complete -c triggerbridge -a '(__triggerbridge_complete)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName triggerbridge -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                $line = $commandAst.ToString().PadRight($cursorPosition)
                triggerbridge "[suggest:$cursorPosition]" "$line" 2>$null | Where-Object { $_ -and ($_ -notmatch '^[-/]' -or $wordToComplete -like '-*') } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """,
    };

    private static readonly Argument<string> Shell = CreateShell();

    public static Command Create()
    {
        var command = new Command("completion", "Prints what a shell needs to complete command lines, such as: source <(triggerbridge completion bash)") { Shell };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        await Terminal.Of(parsed).WriteLineAsync(Scripts[parsed.GetRequiredValue(Shell)].ReplaceLineEndings("\n"));
        return ExitCode.Ok;
    }

    private static Argument<string> CreateShell()
    {
        var argument = new Argument<string>("shell") { Description = $"One of {string.Join(", ", Scripts.Keys)}." };
        argument.CompletionSources.Add([.. Scripts.Keys]);
        argument.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: var given }] && !Scripts.ContainsKey(given))
                result.AddError(ClosestName.Objection(given, Scripts.Keys, "a shell that is known here", "shells"));
        });
        return argument;
    }
}
