using System.Text.RegularExpressions;
using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Tests.Mapping.JsonPath;

public sealed class IRegexpTests
{
    [Theory]
    [InlineData("a.c", "abc", true)]
    [InlineData("a.c", "a\nc", false)]
    [InlineData("a.c", "a\rc", false)]
    [InlineData("a.c", "a😀c", true)]
    [InlineData("..", "😀", false)]
    [InlineData("😀{2}", "😀😀", true)]
    [InlineData("[😀-😎]", "😃", true)]
    [InlineData("[😀-😎]", "😏", false)]
    [InlineData("[a-😎]+", "z😀é", true)]
    [InlineData("[^a]", "😀", true)]
    [InlineData("[^😀-😎]", "😃", false)]
    [InlineData("[^😀-😎]", "😏", true)]
    [InlineData("[^a-c]", "b", false)]
    [InlineData("\\P{L}", "😀", true)]
    [InlineData("[\\p{Lu}0-9]+", "A7Ж", true)]
    [InlineData("(ab|cd)*e?", "abcd", true)]
    [InlineData("a{2,3}", "aaaa", false)]
    [InlineData("a-b\\.[\\]\\\\-]", "a-b.-", true)]
    [InlineData("\\t\\n", "\t\n", true)]
    [InlineData("a||b", "", true)]
    public void Whole_characters_are_matched(string pattern, string text, bool isMatch)
    {
        Assert.True(IRegexp.TryTranslate(pattern, out var translated, out _));
        Assert.Equal(isMatch, Regex.IsMatch(text, $@"\A(?:{translated})\z", RegexOptions.NonBacktracking, TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData("a**", 3, "one repetition right after another")]
    [InlineData("*a", 1, "'*' where a character is expected (write \\* for the character itself)")]
    [InlineData("a{x}", 2, "a repetition that is not {n}, {n,} or {n,m}")]
    [InlineData("(a", 3, "a group without its ')'")]
    [InlineData("a)", 2, "an unpaired ')'")]
    [InlineData("[]", 2, "an empty class")]
    [InlineData("[z-a]", 5, "a range that ends before it begins")]
    [InlineData("\\w+", 3, "\\w, which I-Regexp does not know (for digits write [0-9])")]
    [InlineData("\\p{Greek}", 1, "a category that is not such as \\p{L} or \\p{Lu}")]
    [InlineData("(?=a)", 2, "'?' where a character is expected (write \\? for the character itself)")]
    public void What_I_Regexp_does_not_know_is_refused(string pattern, int position, string found)
    {
        Assert.False(IRegexp.TryTranslate(pattern, out _, out var problem));
        Assert.Equal($"the regular expression has, at position {position}, {found}", problem);
    }
}
