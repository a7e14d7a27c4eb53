using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace TriggerBridge.Auditing;

/// <summary>Text from outside, as it may stand in an entry: short, on one line, and without what looks like a key or a token.</summary>
internal static partial class AuditText
{
    private const string Hidden = "***";

    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text, int most)
    {
        if (text is null) return null;
        // What comes in is not yet limited, and hiding must not work on all of it; nor may a cut leave the beginning of a key.
        var plain = Proof().Replace(Cut(text, 4 * most), Hidden);
        return Cut(string.Concat(plain.Select(character => char.IsControl(character) ? ' ' : character)), most);
    }

    private static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    // An API key, whole or in part, and a JSON Web Token, whose first part begins with {" in base64.
    [GeneratedRegex("tbk_[0-9A-Za-z]*|eyJ[0-9A-Za-z_.-]*", RegexOptions.NonBacktracking)]
    private static partial Regex Proof();
}
