using System.ComponentModel;
using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Files;

internal sealed record PollNextSection
{
    [JsonRequired]
    [Description("link-header, url, token, offset, page or none.")]
    public string? Type { get; init; }

    [Description("url and token only: where the answer holds it, such as $.next; missing, null or empty on the last page.")]
    public string? Path { get; init; }

    [Description("token, offset and page: the key of the query that it goes into.")]
    public string? Parameter { get; init; }

    [Description("token, offset and page: the key of the body that it goes into, in place of parameter.")]
    public string? Field { get; init; }

    [Description("page only: the number of the first page. Default: 1.")]
    public WholeNumber? First { get; init; }

    [Description("link-header, url and token only; true: a place in the middle is named by a value, not by counting, so nothing slips past while records change, and pages are read once. Default: false.")]
    public bool? Stable { get; init; }
}
