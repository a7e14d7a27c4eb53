using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Cli;

/// <summary>
/// <c>docs/recipes.md</c> works: its files are written and its commands run against the simulator, from top to bottom. Each must end as the page says and
/// print the lines that it shows. Ids, secrets and times are examples: what stands for an id where it is first shown stands for it further down.
/// </summary>
public sealed partial class RecipesTests(CliTenant tenant) : IClassFixture<CliTenant>
{
    private const string Prompt = "$ ";
    private const string Program = "triggerbridge ";
    private const string AskExitCode = "echo $?";

    private static readonly string[] Page = File.ReadAllLines(RepositoryRoot.File("docs", "recipes.md"));

    private readonly Dictionary<string, string> _real = new(StringComparer.Ordinal);

    [Fact]
    public async Task Each_command_ends_and_answers_as_the_page_shows()
    {
        var commands = new List<string>();
        foreach (var (language, lines) in Blocks())
        {
            if (language == "jsonc")
                WriteFile(lines);
            else
                commands.AddRange(await RunAsync(lines));
        }

        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal) { "workflows create", "workflows enable", "workflows test", "executions list", "library actions", "subscriptions drift", "invocations complete" },
            commands.Select(command => string.Join(' ', command.Split(' ').Take(2))).ToHashSet(StringComparer.Ordinal));
    }

    private static IEnumerable<(string Language, IReadOnlyList<string> Lines)> Blocks()
    {
        for (var i = 0; i < Page.Length; i++)
        {
            if (!Page[i].StartsWith("```", StringComparison.Ordinal))
                continue;
            var end = Array.IndexOf(Page, "```", i + 1);
            yield return (Page[i][3..], Page[(i + 1)..end]);
            i = end;
        }
    }

    private void WriteFile(IReadOnlyList<string> lines)
    {
        var file = Path.Combine(tenant.Files.Location, lines[0]["// ".Length..]);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, Real(string.Join('\n', lines)));
    }

    private async Task<List<string>> RunAsync(IReadOnlyList<string> lines)
    {
        Assert.StartsWith(Prompt, lines[0], StringComparison.Ordinal);
        var commands = new List<string>();
        for (var i = 0; i < lines.Count;)
        {
            var command = lines[i][Prompt.Length..];
            var shown = Answer(lines, ref i);
            var exitCode = 0;
            if (i < lines.Count && lines[i] == Prompt + AskExitCode)
                exitCode = int.Parse(Assert.Single(Answer(lines, ref i)), CultureInfo.InvariantCulture);

            Assert.StartsWith(Program, command, StringComparison.Ordinal);
            var run = await tenant.RunInFolderAsync([.. Words(Real(command[Program.Length..]))]);
            Assert.True((exitCode, "") == (run.ExitCode, run.Error), $"{command}\nended with {run.ExitCode}: {run.Error}{run.Output}");
            Compare(command, shown, run.Output);
            commands.Add(command[Program.Length..]);
        }

        return commands;
    }

    // What is printed between a command and the next one.
    private static List<string> Answer(IReadOnlyList<string> lines, ref int i)
    {
        var answer = lines.Skip(i + 1).TakeWhile(line => !line.StartsWith(Prompt, StringComparison.Ordinal)).ToList();
        i += 1 + answer.Count;
        return answer;
    }

    private void Compare(string command, IReadOnlyList<string> shown, string output)
    {
        var from = 0;
        foreach (var line in shown)
        {
            var match = Pattern(line).Match(output, from);
            Assert.True(match.Success, $"{command}\ndoes not print\n{line}\nbut\n{output}");
            from = match.Index + match.Length;
            foreach (var example in Examples().Matches(line).Select(each => each.Value).Where(each => !_real.ContainsKey(each)))
                _real.Add(example, match.Groups[GroupOf(example)].Value);
        }
    }

    private Regex Pattern(string line)
    {
        var pattern = new StringBuilder(@"^[^\S\n]*");
        foreach (Match part in Parts().Matches(line.Trim()))
        {
            pattern.Append(part.Value switch
            {
                "…" => ".*",
                var space when string.IsNullOrWhiteSpace(space) => @"[^\S\n]+",
                var time when Time().IsMatch(time) => Time().ToString(),
                var example when Examples().IsMatch(example) => _real.TryGetValue(example, out var real) ? Regex.Escape(real) : $"(?<{GroupOf(example)}>{Examples()})",
                var text => Regex.Escape(text),
            });
        }

        return new Regex(pattern.Append(@"[^\S\n]*$").ToString(), RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
    }

    private string Real(string text) => Examples().Replace(text, example => _real.GetValueOrDefault(example.Value, example.Value));

    // As a shell splits them.
    private static IEnumerable<string> Words(string command) => Word().Matches(command).Select(word => word.Groups["quoted"] is { Success: true } quoted ? quoted.Value : word.Value);

    private static string GroupOf(string example) => "x" + example.Replace("-", "", StringComparison.Ordinal);

    [GeneratedRegex(@"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{32}\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Examples();

    [GeneratedRegex(@"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}Z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Time();

    [GeneratedRegex(@"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}Z|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|…|\s+|.", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Parts();

    [GeneratedRegex(@"'(?<quoted>[^']*)'|[^\s']+", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
