using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace TriggerBridge.Ledger;

/// <summary>
/// A list as JSON in one column of a row, which has 64 KiB of UTF-16. Where it would not fit, the texts of the oldest entries give way, for a
/// row that is refused after a call would leave a doubt about it.
/// </summary>
internal static class ListColumn
{
    private const int MostCharacters = 32 * 1024;
    private const int ShortText = 40;

    // How many entries more lose their text with each try.
    private const int Step = 5;

    // The ledger's JSON stands in no HTML: letters of any script as they are, not as six characters each.
    private static readonly LedgerJson Json = new(new JsonSerializerOptions(LedgerJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string Of(IReadOnlyList<Attempt> attempts) => Fit(
        attempts, static (attempt, most) => attempt with { Message = Cut(attempt.Message, most) }, Json.IReadOnlyListAttempt);

    public static string Of(IReadOnlyList<ReplayRecord> replays) => Fit(
        replays,
        static (replay, most) => replay with { Reason = Cut(replay.Reason, most), By = Cut(replay.By, most) },
        Json.IReadOnlyListReplayRecord);

    private static string Fit<T>(IReadOnlyList<T> list, Func<T, int, T> shorten, JsonTypeInfo<IReadOnlyList<T>> type)
    {
        var json = JsonSerializer.Serialize(list, type);
        foreach (var most in (int[])[ShortText, 0])
        {
            for (var shortened = Step; json.Length > MostCharacters && shortened < list.Count + Step; shortened += Step)
                json = JsonSerializer.Serialize([.. list.Select((entry, index) => index < shortened ? shorten(entry, most) : entry)], type);
        }

        // Not with what ISC and operators send, but a write must never fail for it.
        for (var gone = 1; json.Length > MostCharacters; gone++)
            json = JsonSerializer.Serialize([.. list.Skip(gone).Select(entry => shorten(entry, 0))], type);
        return json;
    }

    private static string? Cut(string? text, int most)
    {
        if (text is null || text.Length <= most)
            return text;
        if (most == 0)
            return null;
        // Half of a surrogate pair is no text.
        var length = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        return text[..length] + "\u2026";
    }
}

/// <summary>The JSON that stands inside rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<Attempt>))]
[JsonSerializable(typeof(IReadOnlyList<ReplayRecord>))]
[JsonSerializable(typeof(GivenAnswer))]
[JsonSerializable(typeof(Callback))]
[JsonSerializable(typeof(PayloadHeader))]
internal sealed partial class LedgerJson : JsonSerializerContext;
