using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Files;

internal sealed record PollRequestSection
{
    [JsonRequired]
    [Description("The address, https, without a query.")]
    public string? Url { get; init; }

    [Description("The query: {\"key\": \"text\"}, which may hold {{$$.cursor}}; a key is left out while there is no cursor.")]
    [TextsByName]
    public JsonElement? Query { get; init; }

    [Description("The JSON to POST, a template as input is, with $$.cursor. Default: the request is a GET.")]
    [AnyObject]
    public JsonElement? Body { get; init; }

    [Description("How the request authenticates to the source. Default: it does not.")]
    public PollAuthSection? Auth { get; init; }

    [Description("How long an answer may take, at most 00:02:00. Default: 00:00:30.")]
    public Duration? Timeout { get; init; }

    [Description("A list of hosts of this file's addresses that may stand in a private network, by name.")]
    [Texts]
    public JsonElement? AllowHosts { get; init; }
}
