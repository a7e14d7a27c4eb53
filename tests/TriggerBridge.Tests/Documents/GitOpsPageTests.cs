using System.Text.RegularExpressions;
using TriggerBridge.Cli;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Documents;

/// <summary>The command lines of <c>docs/gitops.md</c> are ones that the program takes.</summary>
public sealed partial class GitOpsPageTests
{
    // Another part of the command line makes it.
    private const string NotYet = "bridges push ";

    private static readonly IReadOnlyList<string> All = [.. CommandLines().Matches(File.ReadAllText(RepositoryRoot.File("docs", "gitops.md"))).Select(match => match.Groups["args"].Value).Distinct(StringComparer.Ordinal)];

    public static TheoryData<string> Known => [.. All.Where(args => !args.StartsWith(NotYet, StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Known))]
    public void It_is_understood(string args) => Assert.Empty(UsageProblems.Of(CommandLine.Create().Parse(args.Split(' '))));

    [Fact]
    public void The_pipeline_checks_tests_pushes_and_watches() => Assert.All(
        ["new ", "bridges check --tenant", "bridges test --junit", NotYet, "bridges check --live", "subscriptions drift"],
        start => Assert.Contains(All, args => args.StartsWith(start, StringComparison.Ordinal)));

    [GeneratedRegex("dotnet triggerbridge (?<args>[^`\n]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CommandLines();
}
