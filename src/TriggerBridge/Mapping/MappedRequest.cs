using System.Diagnostics;
using TriggerBridge.Bridges;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Mapping;

/// <summary>What a bridge makes of a request, for its delivery and for a preview alike.</summary>
internal abstract record MappedRequest
{
    private MappedRequest()
    {
    }

    public sealed record Mapped(MappedEvent Event) : MappedRequest;

    /// <summary>There is no event in it.</summary>
    public sealed record Unusable(ReceiveResult Answer) : MappedRequest;

    public static MappedRequest Of(Bridge bridge, WebhookRequest request, DateTimeOffset receivedAt)
    {
        if (!WebhookBody.IsSupported(request.ContentType))
            return new Unusable(new ReceiveResult.UnsupportedType());

        return JsonText.ParseEvent(request.Body.Span) switch
        {
            JsonParse.Parsed parsed => new Mapped(MappedEvent.Of(bridge, request, parsed, receivedAt)),
            JsonParse.Unreadable unreadable => new Unusable(new ReceiveResult.NotParsable($"The body is {unreadable.Reason}.")),
            _ => throw new UnreachableException(),
        };
    }
}
