using System.Diagnostics.CodeAnalysis;
using System.Text;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>Makes of a good request one that nobody signed: random, cut, or changed somewhere.</summary>
[SuppressMessage("Security", "CA5394", Justification = "Seeded, so that a failure can be repeated.")]
internal static class SpoiledRequest
{
    public static WebhookRequest Of(SenderSample sender, WebhookRequest good, Random random)
    {
        if (sender.ProofInBodyAfter is { } mark) return SpoilProofInBody(good, mark, random);
        var field = sender.Proof[random.Next(sender.Proof.Length)];
        var text = SenderSample.Field(good, field);
        return random.Next(sender.SignsBody ? 7 : 5) switch
        {
            0 => SenderSample.With(good, field, RandomText(random, random.Next(1, 200))),
            1 => SenderSample.With(good, field, text[..random.Next(text.Length / 2)]),
            2 => SenderSample.With(good, field, value: null),
            3 or 4 => SenderSample.With(good, field, Changed(text, random.Next(text.Length / 2), random)),
            5 => WithByte(good, random.Next(good.Body.Length), b => (byte)(b ^ random.Next(1, 256))),
            _ => good with { Body = RandomBytes(random) },
        };
    }

    public static WebhookRequest WithByte(WebhookRequest request, int index, Func<byte, byte> change)
    {
        var body = request.Body.ToArray();
        body[index] = change(body[index]);
        return request with { Body = body };
    }

    public static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[random.Next(1, 300)];
        random.NextBytes(bytes);
        return bytes;
    }

    public static string RandomText(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next(' ', '\u0250')));

    private static WebhookRequest SpoilProofInBody(WebhookRequest good, string mark, Random random)
    {
        if (random.Next(4) == 0) return good with { Body = RandomBytes(random) };
        var text = Encoding.UTF8.GetString(good.Body.Span);
        var at = text.IndexOf(mark, StringComparison.Ordinal) + mark.Length + random.Next(10);
        return good with { Body = Encoding.UTF8.GetBytes(Changed(text, at, random)) };
    }

    // Not only in case: hexadecimal digits and the names of HTTP's schemes are the same in either.
    private static string Changed(string text, int at, Random random)
    {
        char other;
        do other = (char)random.Next('!', '\u0180');
        while (char.ToLowerInvariant(other) == char.ToLowerInvariant(text[at]) || other is '"' or '\\' or '<' or '&' or '>');
        return text[..at] + other + text[(at + 1)..];
    }
}
