using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions.Describing;

/// <summary>The description of the API, as OpenAPI 3.1: made of the operations and of the code's own types, once and when it is asked for.</summary>
public sealed class ApiDocument
{
    private const string Version = "1";
    private const string Scheme = "operator";

    // Of every operation for operators.
    private static readonly ProblemType[] OfOperators =
        [ProblemTypes.InvalidRequest, ProblemTypes.UnknownQueryKey, ProblemTypes.NotAuthorized, ProblemTypes.NotAllowed, ProblemTypes.TooManyRequests, ProblemTypes.InternalError, ProblemTypes.NotReady];

    private static readonly ProblemType[] OfBodies = [ProblemTypes.RequestTimeout, ProblemTypes.TooLarge];

    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IReadOnlyList<Operation> _operations;
    private readonly Func<string, OperationAccess> _accessOf;
    private readonly Lazy<byte[]> _text;

    /// <param name="operations">All that has an address.</param>
    /// <param name="accessOf">By the name of a function.</param>
    internal ApiDocument(IReadOnlyList<Operation> operations, Func<string, OperationAccess> accessOf) =>
        (_operations, _accessOf, _text) = (operations, accessOf, new Lazy<byte[]>(Write));

    /// <summary>UTF-8.</summary>
    public ReadOnlyMemory<byte> Text => _text.Value;

    private byte[] Write()
    {
        var schemas = new SchemaSet();
        var problem = schemas.OfAnswer(ApiJson.Answers.ProblemBody);
        var paths = new JsonObject();
        foreach (var route in _operations.GroupBy(operation => "/api/" + operation.Route, StringComparer.Ordinal).OrderBy(route => route.Key, StringComparer.Ordinal))
        {
            var item = new JsonObject();
            if (PathParameters(route.Key) is { Count: > 0 } parameters) item["parameters"] = parameters;
            foreach (var (operation, method) in route.SelectMany(operation => operation.Methods.Select(method => (operation, method))))
                item[method] = Describe(operation, method, schemas, problem);
            paths[route.Key] = item;
        }

        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "TriggerBridge",
                ["version"] = Version,
                ["description"] = "Events start workflows of SailPoint Identity Security Cloud. Members that a client does not know may be added at any time. All times are UTC.",
            },
            ["tags"] = new JsonArray([.. _operations.Select(operation => operation.Tag).Distinct(StringComparer.Ordinal).Select(tag => new JsonObject { ["name"] = tag })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.Write(),
                ["securitySchemes"] = new JsonObject { [Scheme] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "An operator's API key or access token." } },
            },
        };
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Readable)) document.WriteTo(writer);
        text.WriteByte((byte)'\n');
        return text.ToArray();
    }

    private JsonObject Describe(Operation operation, string method, SchemaSet schemas, JsonObject problem)
    {
        var access = _accessOf(operation.Name);
        var described = new JsonObject
        {
            ["tags"] = new JsonArray(operation.Tag),
            ["operationId"] = operation.Methods.Count == 1 ? operation.Name : operation.Name + char.ToUpperInvariant(method[0]) + method[1..],
            ["summary"] = operation.Summary,
        };
        if (!access.IsOpen)
        {
            described["description"] = access.Role is { } role ? $"Needs the role {role}." : "Needs a role, whichever it is.";
            described["security"] = new JsonArray(new JsonObject { [Scheme] = new JsonArray() });
        }

        if (operation.Query.Count > 0)
            described["parameters"] = new JsonArray([.. operation.Query.Select(Parameter)]);
        if (operation.Body is { } body)
            described["requestBody"] = new JsonObject { ["content"] = Content("application/json", schemas.OfBody(body)) };
        else if (operation.TakesAnyBody && method is not ("get" or "options"))
            described["requestBody"] = new JsonObject { ["content"] = Content("*/*", new JsonObject()) };
        described["responses"] = Responses(operation, access, schemas, problem);
        return described;
    }

    private static JsonObject Responses(Operation operation, OperationAccess access, SchemaSet schemas, JsonObject problem)
    {
        var responses = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var answer in operation.Answers)
            responses.Add(Number(answer.Status), new JsonObject { ["description"] = answer.Description, ["content"] = ContentOf(operation, answer, schemas) });

        IEnumerable<ProblemType> problems = [.. operation.Problems, .. access.IsOpen ? [] : OfOperators, .. operation.Body is not null || operation.TakesAnyBody ? OfBodies : []];
        foreach (var status in problems.Distinct().GroupBy(each => each.Status).Where(status => !responses.ContainsKey(Number(status.Key))))
        {
            var response = new JsonObject { ["description"] = string.Join(" ", status.Select(each => $"{each.Title} (`{each.Slug}`).")) };
            if (status.Key is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
                response["headers"] = new JsonObject { ["Retry-After"] = new JsonObject { ["description"] = "Seconds.", ["schema"] = new JsonObject { ["type"] = "integer" } } };
            response["content"] = Content("application/problem+json", problem.DeepClone());
            responses.Add(Number(status.Key), response);
        }

        return new JsonObject(responses);
    }

    private static JsonObject ContentOf(Operation operation, OperationAnswer answer, SchemaSet schemas)
    {
        var content = answer switch
        {
            { IsDocument: true } => Content("application/json", new JsonObject { ["type"] = "object" }),
            { Types: [] } => Content("text/plain", new JsonObject { ["type"] = "string" }),
            { Types: [var one] } => Content("application/json", schemas.OfAnswer(one)),
            _ => Content("application/json", new JsonObject { ["anyOf"] = new JsonArray([.. answer.Types.Select(schemas.OfAnswer)]) }),
        };
        if (answer.Line is { } line) content[JsonLines.MediaType] = new JsonObject { ["schema"] = schemas.OfAnswer(line) };
        if (operation.AnswersInSendersTerms) content["*/*"] = new JsonObject { ["schema"] = new JsonObject() };
        return content;
    }

    private static JsonObject Parameter(QueryParameter parameter) => new()
    {
        ["name"] = parameter.Name,
        ["in"] = "query",
        ["description"] = parameter.Description,
        ["schema"] = parameter.Schema,
    };

    private static JsonArray PathParameters(string route) =>
    [
        .. route.Split('/').Where(part => part.StartsWith('{')).Select(part => new JsonObject
        {
            ["name"] = part.Trim('{', '}'),
            ["in"] = "path",
            ["required"] = true,
            ["schema"] = new JsonObject { ["type"] = "string" },
        }),
    ];

    private static JsonObject Content(string mediaType, JsonNode schema) => new() { [mediaType] = new JsonObject { ["schema"] = schema } };

    private static string Number(int status) => status.ToString(CultureInfo.InvariantCulture);
}
