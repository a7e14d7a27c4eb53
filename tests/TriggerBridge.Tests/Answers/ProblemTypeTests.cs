using System.Globalization;
using System.Text.RegularExpressions;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Answers;

/// <summary>The catalogue of errors and its page.</summary>
public sealed partial class ProblemTypeTests
{
    private static readonly Dictionary<string, string> Sections = Heading().Split(File.ReadAllText(RepositoryRoot.File("docs", "errors.md"))).Skip(1)
        .ToDictionary(section => section.Split('\n')[0], section => section[section.IndexOf('\n', StringComparison.Ordinal)..].Trim(), StringComparer.Ordinal);

    [Fact]
    public void Page_has_a_section_for_each_error_and_no_other() =>
        Assert.Equal(ProblemTypes.All.Select(type => type.Slug).Order(StringComparer.Ordinal), Sections.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Each_section_begins_with_its_status_and_says_more() => Assert.All(ProblemTypes.All, type =>
    {
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"**{type.Status}"), Sections[type.Slug], StringComparison.Ordinal);
        Assert.True(Sections[type.Slug].Length > 80, type.Slug);
    });

    [Fact]
    public void All_of_the_catalogue_are_listed()
    {
        var fields = typeof(ProblemTypes).GetFields().Select(field => field.GetValue(null)).OfType<ProblemType>().ToList();
        Assert.Equal(fields.Select(type => type.Slug).Order(StringComparer.Ordinal), ProblemTypes.All.Select(type => type.Slug).Order(StringComparer.Ordinal));
        Assert.All(fields, type => Assert.Matches("^[a-z]+(-[a-z]+)*$", type.Slug));
        Assert.All(fields, type => Assert.EndsWith(".", type.Remedy, StringComparison.Ordinal));
    }

    [GeneratedRegex("^## ", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();
}
