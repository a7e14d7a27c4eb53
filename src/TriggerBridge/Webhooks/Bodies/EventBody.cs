using System.Text.Json;
using TriggerBridge.Credentials;
using TriggerBridge.Json;

namespace TriggerBridge.Webhooks.Bodies;

/// <summary>What reading a request's body gave.</summary>
internal abstract record EventBody
{
    private EventBody()
    {
    }

    /// <param name="IsBatch">The sender sends lists, be there one event in this one.</param>
    public sealed record Events(IReadOnlyList<IncomingEvent> All, bool IsBatch) : EventBody;

    public sealed record UnsupportedType : EventBody;

    /// <summary>The reason goes on after "The body is", and quotes nothing of it.</summary>
    public sealed record Unreadable(string Reason) : EventBody;

    public sealed record TooLarge : EventBody;
}

/// <summary>One event, as JSON.</summary>
/// <param name="Json">The bytes as they came where the sender sends JSON; otherwise what was made of them.</param>
internal sealed record IncomingEvent(JsonElement Document, ReadOnlyMemory<byte> Json)
{
    /// <summary>As <see cref="JsonParse.Parsed.IsShallow"/>; so is each event of a list that is.</summary>
    public bool IsShallow { get; init; }

    /// <summary>What stood around the list that it is of, without the list; undefined where there is none, or it is larger than is kept.</summary>
    public JsonElement Envelope { get; init; }

    /// <summary>What stood in the last of <see cref="WebhookScheme.SecretMembers"/>; null where none is there.</summary>
    public SecretValue? Secret { get; init; }
}
