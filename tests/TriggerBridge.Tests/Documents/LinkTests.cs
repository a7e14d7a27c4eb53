using System.Text.RegularExpressions;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Documents;

/// <summary>Documents lead somewhere: their links, and the files and tests that they name.</summary>
public sealed partial class LinkTests
{
    private const int LongestReadme = 150;

    private static readonly string[] Folders = ["docs", "infra", "bridges", "src", ".github"];

    internal static readonly IReadOnlyList<string> Pages =
    [
        .. Directory.EnumerateFiles(RepositoryRoot.Path, "*.md"),
        .. Folders.SelectMany(folder => Directory.EnumerateFiles(RepositoryRoot.File(folder), "*.md", SearchOption.AllDirectories)).Where(IsSource),
    ];

    [Fact]
    public void Every_relative_link_leads_to_a_file_and_a_heading_in_it() => AssertNone(Pages.SelectMany(DeadLinks));

    [Fact]
    public void Every_test_and_source_file_that_is_named_exists()
    {
        var files = new[] { "src", "tests", "tools" }
            .SelectMany(folder => Directory.EnumerateFiles(RepositoryRoot.File(folder), "*.cs", SearchOption.AllDirectories))
            .Where(IsSource)
            .Select(file => Path.GetFileName(file))
            .ToHashSet(StringComparer.Ordinal);

        // The changelog tells of what was.
        var missing = from page in Pages
                      where Path.GetFileName(page) != "CHANGELOG.md"
                      from Match name in FileName().Matches(Prose(page))
                      where !files.Contains(name.Groups["name"].Value + ".cs")
                      select $"{Shown(page)}: {name.Value}";
        AssertNone(missing);
    }

    [Fact]
    public void Readme_is_short() => Assert.InRange(File.ReadLines(RepositoryRoot.File("README.md")).Count(), 1, LongestReadme);

    private static void AssertNone(IEnumerable<string> problems)
    {
        // All of them: xUnit shows the first few of a list, shortened.
        var text = string.Join('\n', problems);
        Assert.True(text.Length == 0, text);
    }

    private static IEnumerable<string> DeadLinks(string page)
    {
        foreach (Match link in Link().Matches(InlineCode().Replace(Prose(page), "")))
        {
            var target = link.Groups["target"].Value;
            if (Uri.TryCreate(target, UriKind.Absolute, out _))
                continue;

            var (path, anchor) = target.Split('#') is [var before, var after] ? (before, after) : (target, null);
            var file = path.Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, path));
            if (!Path.Exists(file))
                yield return $"{Shown(page)}: there is no {target}";
            else if (anchor is not null && !Anchors(file).Contains(anchor))
                yield return $"{Shown(page)}: there is no heading {target}";
        }
    }

    // As GitHub makes them: lower case, without punctuation, spaces as hyphens; a repeated one is counted.
    private static HashSet<string> Anchors(string page)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match heading in Heading().Matches(Prose(page)))
        {
            var anchor = Punctuation().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-');
            for (var (unique, count) = (anchor, 0); !anchors.Add(unique);)
                unique = $"{anchor}-{++count}";
        }

        return anchors;
    }

    private static string Prose(string page) => CodeBlock().Replace(File.ReadAllText(page), "");

    private static string Shown(string page) => Path.GetRelativePath(RepositoryRoot.Path, page);

    private static bool IsSource(string file) => !Path.GetRelativePath(RepositoryRoot.Path, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules");

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex("`[^`\n]*`", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"^ *```[^\n]*\n(.*?\n)?? *```", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"`(?<name>\w+(Tests|Proofs|Contract))`|`(?<name>\w+)\.cs`", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FileName();
}
