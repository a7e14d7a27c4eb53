using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace TriggerBridge.Simulator.Http;

/// <summary>Documents that the simulator keeps as they came, with whatever stands in them.</summary>
internal static class JsonAnswer
{
    public static IResult Of(JsonNode document, int status = StatusCodes.Status200OK) =>
        TypedResults.Text(document.ToJsonString(), "application/json", statusCode: status);

    /// <summary>How the simulator's own types are read and written. Each context keeps the options that it is made with, so each gets new ones.</summary>
    public static JsonSerializerOptions Options => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new IscTimestampConverter() },
        // What is answered is JSON and says so: nothing in it is escaped for web pages.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The part of a list that was asked for, with the total where that was, too.</summary>
    public static IResult Page(IEnumerable<JsonObject> all, HttpContext context)
    {
        if (PageQuery.Parse(context.Request.Query, out var problem) is not { Window: var window } query)
            return IscError.BadRequest(problem!);

        var wanted = all.Where(query.Matches).ToList();
        if (window.WantsCount)
            context.Response.Headers["X-Total-Count"] = wanted.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Of(new JsonArray([.. wanted.Skip(window.Offset).Take(window.Limit).Select(each => each.DeepClone())]));
    }
}

/// <summary>Reads a request's body as JSON.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 256 };

    /// <returns>Null if it is none.</returns>
    public static async Task<JsonNode?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, documentOptions: Strict, cancellationToken: cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static async Task<JsonObject?> ReadObjectAsync(HttpRequest request, CancellationToken cancellationToken) =>
        await ReadAsync(request, cancellationToken) as JsonObject;

    /// <summary>The text in a property; null where there is none.</summary>
    public static string? TextOf(this JsonObject document, string name) =>
        document.TryGetPropertyValue(name, out var value) && value is JsonValue text && text.TryGetValue<string>(out var found) ? found : null;

    public static bool IsTrue(this JsonObject document, string name) =>
        document.TryGetPropertyValue(name, out var value) && value is JsonValue flag && flag.TryGetValue<bool>(out var found) && found;
}
