using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using TriggerBridge.Bridges;
using TriggerBridge.Json;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Bodies;

namespace TriggerBridge.Cli.Sending;

/// <summary>
/// Gives the events of a sample ids that did not come before, so that the app does not take them for repeats: where the bridge looks for
/// the sender's id, in a header, in the query or in the body.
/// </summary>
internal static partial class FreshId
{
    private const string Payload = "payload";
    private const string CloudEventPrefix = "ce-";

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JsonOutput.Encoder };

    /// <returns>The same request where its events have no id, so that they are told apart by their content.</returns>
    public static WebhookRequest Renew(WebhookSource sender, WebhookRequest request)
    {
        var texts = sender.DeliveryIdTexts.Select(paths => PlacesOf(paths).ToList()).ToList();
        foreach (var places in texts)
        {
            // A text has no value where a part of it is missing; then the next one counts.
            var renewed = places.Aggregate((WebhookRequest?)request, (soFar, place) => soFar is null ? null : place.Renew(soFar, sender.BatchAt));
            if (renewed is not null && !ReferenceEquals(renewed, request)) return renewed;
        }

        return texts.SelectMany(places => places).FirstOrDefault(place => place.Kind == PlaceKind.Header) is { } header ? request.WithHeader(header.Names[0], Guid.NewGuid().ToString()) : request;
    }

    // Of an id that is made of several members, one is enough: the last that is called so. Another one may be the type or the state.
    private static IEnumerable<IdPlace> PlacesOf(IReadOnlyList<PathExpression> paths)
    {
        var places = paths.SelectMany(path => path.Queries).Select(PlaceOf).OfType<IdPlace>().ToList();
        var members = places.FindAll(place => place.Kind == PlaceKind.Body);
        return [.. places.Where(place => place.Kind != PlaceKind.Body), .. members.FindLast(place => LikeId().IsMatch(place.Names[^1])) is { } id ? [id] : members.TakeLast(1)];
    }

    // Null where it is no place that can be written to.
    private static IdPlace? PlaceOf(PathQuery query)
    {
        var names = query.Steps.OfType<SingularSelector.Name>().Select(step => step.Value).ToList();
        if (!query.IsSingular || names.Count == 0 || names.Count < query.Steps.Count) return null;
        return (query.Root, names) switch
        {
            (PathRoot.Event, _) => new IdPlace(PlaceKind.Body, names),
            (PathRoot.Context, ["headers", var header]) => new IdPlace(PlaceKind.Header, [header]),
            (PathRoot.Context, ["query", var key]) => new IdPlace(PlaceKind.Query, [key]),
            (PathRoot.Context, ["envelope", .. var around]) when around.Count > 0 => new IdPlace(PlaceKind.Envelope, around),
            _ => null,
        };
    }

    /// <summary>A text like the one that was there.</summary>
    private static string Another(string old)
    {
        const int fewest = 9;
        const int most = 15;
        if (Guid.TryParse(old, out _)) return Guid.NewGuid().ToString();
        if (old.Length == 0 || !old.All(char.IsAsciiDigit)) return $"{old}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        return "1" + RandomNumberGenerator.GetString("0123456789", Math.Clamp(old.Length, fewest, most) - 1);
    }

    private enum PlaceKind
    {
        Header,
        Query,
        Body,

        /// <summary>The body, around its list of events.</summary>
        Envelope,
    }

    [GeneratedRegex("(id|token|key|number)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LikeId();

    /// <param name="Names">The header, the key, or the members that lead to it.</param>
    private sealed record IdPlace(PlaceKind Kind, IReadOnlyList<string> Names)
    {
        /// <returns>Null where there is nothing.</returns>
        public WebhookRequest? Renew(WebhookRequest request, IReadOnlyList<string>? batchAt)
        {
            var name = Names[0];
            if (Kind == PlaceKind.Header) return request.Header(name) is { } header ? request.WithHeader(name, Another(header)) : null;
            if (Kind == PlaceKind.Query) return request.Query.TryGetValue(name, out var value) ? request with { Query = new Dictionary<string, string>(request.Query, StringComparer.Ordinal) { [name] = Another(value) } } : null;
            // An event of CloudEvents whose attributes stand in headers.
            if (Names.Count == 1 && request.Header(CloudEventPrefix + name) is { } attribute) return request.WithHeader(CloudEventPrefix + name, Another(attribute));

            var body = WebhookBody.IsForm(request.ContentType) ? InForm(request.Body.Span)
                : WebhookBody.IsXml(request.ContentType) ? InXml(request.Body)
                : InJson(request.Body.Span, Kind == PlaceKind.Envelope ? null : batchAt);
            return body is null ? null : request with { Body = Encoding.UTF8.GetBytes(body) };
        }

        private string? InJson(ReadOnlySpan<byte> body, IReadOnlyList<string>? batchAt)
        {
            try
            {
                var document = JsonNode.Parse(body);
                var list = batchAt?.Aggregate(document, (node, name) => (node as JsonObject)?[name]) as JsonArray;
                var renewed = (list?.ToList() ?? [document]).Count(Renew);
                return renewed > 0 ? document!.ToJsonString(Relaxed) : null;
            }
            catch (Exception fault) when (fault is JsonException or ArgumentException)
            {
                // No JSON, or a name that comes twice: the app says so.
                return null;
            }
        }

        private bool Renew(JsonNode? sent)
        {
            var parent = Names.SkipLast(1).Aggregate(sent, (node, name) => (node as JsonObject)?[name]) as JsonObject;
            if (parent?[Names[^1]] is not JsonValue old) return false;
            parent[Names[^1]] = old.GetValueKind() switch
            {
                JsonValueKind.String => Another(old.GetValue<string>()),
                JsonValueKind.Number => long.Parse(Another("1"), CultureInfo.InvariantCulture),
                _ => old.DeepClone(),
            };
            return true;
        }

        private string? InForm(ReadOnlySpan<byte> body)
        {
            var fields = Encoding.UTF8.GetString(body).Split('&');
            for (var i = 0; i < fields.Length; i++)
            {
                if (FormFields.Read(Encoding.UTF8.GetBytes(fields[i])).FirstOrDefault() is not ({ } name, var value) || name != Names[0]) continue;
                // Slack puts a whole event into a field.
                var renewed = Names.Count == 1 ? Another(value) : name == Payload ? (this with { Names = [.. Names.Skip(1)] }).InJson(Encoding.UTF8.GetBytes(value), batchAt: null) : null;
                if (renewed is null) return null;
                fields[i] = $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(renewed)}";
                return string.Join('&', fields);
            }

            return null;
        }

        // The outermost elements of this name: within an event's record there may be others.
        private string? InXml(ReadOnlyMemory<byte> body)
        {
            var root = XmlBody.Parse(body);
            var ids = root?.Descendants().Where(element => !element.HasElements && element.Name.LocalName.Equals(Names[^1], StringComparison.OrdinalIgnoreCase))
                .GroupBy(element => element.Ancestors().Count())
                .MinBy(level => level.Key);
            if (ids is null) return null;
            foreach (var id in ids) id.Value = Another(id.Value);
            return $"""<?xml version="1.0" encoding="UTF-8"?>{root!.ToString(SaveOptions.DisableFormatting)}""";
        }
    }
}
