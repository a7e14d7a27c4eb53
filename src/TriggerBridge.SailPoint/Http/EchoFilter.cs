using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TriggerBridge.SailPoint.Http;

/// <summary>
/// Makes a text of ISC fit for the ledger and the logs: one short line in which what we sent is blotted out, because an error message may
/// quote the request, whole or in part. So a word that stands in what was sent goes, unless any message could hold it.
/// </summary>
internal static class EchoFilter
{
    private const int MaxLength = 300;
    private const string Blot = "***";

    /// <summary>Of a longer text nothing is taken.</summary>
    public const int MaxSourceLength = 4096;

    // A part of a secret is no word; a shorter part is chance.
    private const int MinSecretPart = 8;

    // Shorter values are blotted out as words alone: within other words they are chance. Not so in scripts that write without blanks.
    private const int MinValueLength = 4;

    // A shorter word counts where it begins a word of the value, as what was cut off does: anywhere else it is chance.
    private const int MinPart = 3;

    /// <summary>
    /// The words of ISC's own messages (https://developer.sailpoint.com/docs/api) and those that every sentence has: to see one of them tells nothing.
    /// </summary>
    private static readonly FrozenSet<string> Harmless = (
        "workflow was not executed externally check enabled flag on workflow definition "
        + "the request was syntactically correct but its content is semantically invalid valid "
        + "server understood the request but refuses to authorize it did not find a current representation for the target resource "
        + "an internal fault occurred rate limit exceeded client authentication failed validation jwt token expired error "
        + "cannot could must should be been are were has have had do does no nor or and if in of to at by as from with without than that this "
        + "these there which when while only more less too already yet again because before after "
        + "execution trigger external input output value values type format required missing unknown known read write account user identity "
        + "disabled unauthorized forbidden denied access service unavailable timeout exception s t")
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="text">What ISC says.</param>
    /// <param name="httpStatus">For a text that says nothing.</param>
    /// <param name="secrets">Tokens and the like.</param>
    /// <param name="values">The event's, as <see cref="ValuesOf"/> finds them.</param>
    public static string Clean(string? text, int httpStatus, IEnumerable<string> secrets, IReadOnlyCollection<string>? values = null)
    {
        // A longer text is a page, not a message; cutting it first could leave half of a value that was sent.
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxSourceLength)
            return Unreadable(httpStatus);

        var known = secrets.ToList();
        // Longest first: a value may contain another one.
        foreach (var value in known.Concat(values ?? []).Where(IsBlottedAnywhere).OrderByDescending(value => value.Length))
            text = text.Replace(value, Blot, StringComparison.OrdinalIgnoreCase);
        return OneLine(text, new Sent(string.Join('\n', known), string.Join('\n', values ?? [])));
    }

    public static string Unreadable(int httpStatus) => $"HTTP {httpStatus} without a readable body";

    /// <summary>The texts and numbers of a JSON body, as they mean and as they are written. Names are the configuration's own.</summary>
    public static IReadOnlyCollection<string> ValuesOf(ReadOnlySpan<byte> json)
    {
        var values = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
                    values.Add(Encoding.UTF8.GetString(reader.ValueSpan));
                if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped)
                    values.Add(reader.GetString()!);
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Not JSON: then the whole of it is one value.
            values.Add(Encoding.UTF8.GetString(json));
        }

        return values;
    }

    private static bool IsBlottedAnywhere(string value) =>
        !string.IsNullOrWhiteSpace(value) && (value.Length >= MinValueLength || (!Ascii.IsValid(value) && value.Any(char.IsLetter)));

    private static string OneLine(string text, Sent sent)
    {
        var line = new StringBuilder(MaxLength);
        for (var at = 0; at < text.Length && line.Length < MaxLength;)
        {
            var word = WordAt(text, at);
            if (word.Length > 0)
                line.Append(sent.Holds(word) ? Blot : word);
            else if (!char.IsWhiteSpace(text[at]) && !char.IsControl(text[at]))
                line.Append(text[at]);
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
            at += Math.Max(1, word.Length);
        }

        if (line.Length > MaxLength)
            line.Length = MaxLength;
        // Half of a surrogate pair is no text for a store.
        if (line.Length > 0 && char.IsHighSurrogate(line[^1]))
            line.Length--;
        return line.ToString().TrimEnd();
    }

    private static ReadOnlySpan<char> WordAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && IsOfWord(text[end]))
            end++;
        return text.AsSpan(start, end - start);
    }

    // Letters beyond the first plane and accents that stand by themselves belong to their word.
    private static bool IsOfWord(char character) =>
        char.IsLetterOrDigit(character) || char.IsSurrogate(character) || char.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark;

    /// <summary>What was sent, each as one text.</summary>
    private readonly struct Sent(string secrets, string values)
    {
        private readonly HashSet<string> _beginnings = BeginningsOf(values);

        public bool Holds(ReadOnlySpan<char> word)
        {
            if (Harmless.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word))
                return false;
            if (word.Length >= MinSecretPart && secrets.AsSpan().Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
            return word.Length >= MinPart
                ? values.AsSpan().Contains(word, StringComparison.OrdinalIgnoreCase)
                : _beginnings.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
        }

        private static HashSet<string> BeginningsOf(string values)
        {
            var beginnings = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            var known = beginnings.GetAlternateLookup<ReadOnlySpan<char>>();
            for (var at = 0; at < values.Length;)
            {
                var word = WordAt(values, at);
                for (var length = 1; length < MinPart && length <= word.Length; length++)
                    known.Add(word[..length]);
                at += Math.Max(1, word.Length);
            }

            return beginnings;
        }
    }
}
