using System.Text.RegularExpressions;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>
/// README's picture of <c>dev</c>: what stood in a terminal. Ports and folder are those that one has; times, ids and versions are those of the session that was recorded last
/// (with TRIGGERBRIDGE_UPDATE_DOCS=1).
/// </summary>
internal static partial class DevPicture
{
    private const string Begin = "<!-- dev: DevTests records it -->\n```console\n";
    private const string End = "```\n";

    /// <param name="shown">By the program, from its start.</param>
    /// <param name="folder">Of the bridges.</param>
    public static void AssertIsInReadme(string shown, string folder)
    {
        var file = RepositoryRoot.File("README.md");
        var page = File.ReadAllText(file);
        var from = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = page.IndexOf(End, from, StringComparison.Ordinal);
        var recorded = "$ ./run.sh dev\n…\n" + Usual(shown, folder);
        if (Environment.GetEnvironmentVariable("TRIGGERBRIDGE_UPDATE_DOCS") == "1")
            File.WriteAllText(file, page[..from] + recorded + page[to..]);
        else
            Assert.Equal(Masked(Comparable(recorded, recorded)), Masked(Comparable(page[from..to], recorded)));
    }

    // On a machine so busy that an event is answered before its workflow has started, the events look different: then only what stands before them is compared.
    private static string Comparable(string text, string recorded) =>
        recorded.Split("  accepted   Started  ").Length == 3 ? text : text[..text.IndexOf("q quit", StringComparison.Ordinal)];

    private static string Usual(string shown, string folder)
    {
        var lines = NotText().Replace(shown.Replace(folder, "bridges", StringComparison.Ordinal), "").Split('\n').Select(line => line.TrimEnd());
        var text = string.Join('\n', lines).Trim('\n') + "\n";
        var ports = Address().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal).ToList();
        return text.Replace(ports[0], "127.0.0.1:7071", StringComparison.Ordinal).Replace(ports[1], "127.0.0.1:7080", StringComparison.Ordinal);
    }

    private static string Masked(string text) => Changing().Replace(text, "*");

    // What sets up the terminal, and the way from where the tests run.
    [GeneratedRegex(@"\x1b(\[[0-9;?]*[A-Za-z]|[=>])|(\.\./)*\.\.(/[^\s:]*/)?(?=bridges/)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotText();

    [GeneratedRegex(@"127\.0\.0\.1:\d+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"\d\d:\d\d:\d\d|[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{12}\b|\b[\d.,]+ m?s\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Changing();
}
