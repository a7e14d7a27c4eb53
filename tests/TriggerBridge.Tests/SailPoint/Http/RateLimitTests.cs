using System.Text.RegularExpressions;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.SailPoint.Http;

public sealed class RateLimitTests
{
    private static readonly Regex GivesMeaning = new(@"\b429\b|TooManyRequests|Headers\.RetryAfter", RegexOptions.NonBacktracking);
    private static readonly Regex CommentsAndTexts = new(@"//.*|""(\\.|[^""\\\n])*""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    [Fact]
    public void Only_one_file_says_what_429_and_Retry_After_mean()
    {
        string[] projects = ["TriggerBridge", "TriggerBridge.SailPoint", "TriggerBridge.Cli"];
        var files = projects
            .SelectMany(project => Directory.EnumerateFiles(RepositoryRoot.File("src", project), "*.cs", SearchOption.AllDirectories))
            .Where(file => GivesMeaning.IsMatch(CommentsAndTexts.Replace(File.ReadAllText(file), "")))
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal);

        // The vault has its own client, which keeps to 429 by itself; the other files explain a failure to an operator.
        Assert.Equal(["AppApi.cs", "KeyVaultFailure.cs", "RateLimit.cs"], files);
    }
}
