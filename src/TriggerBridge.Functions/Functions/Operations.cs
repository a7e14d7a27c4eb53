using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Describing;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions;

/// <summary>What each function with an address does: the API's description is made of it, and queries are held against it.</summary>
internal static class Operations
{
    private const string Events = "Events";
    private const string Deliveries = "Deliveries";
    private const string Bridges = "Bridges";
    private const string Polls = "Polls";
    private const string App = "App";

    public static IReadOnlyList<Operation> All { get; } =
    [
        .. OfEvents(),
        .. OfDeliveries(),
        .. OfBridges(),
        .. OfPolls(),
        new()
        {
            Function = typeof(Status), Tag = App, Summary = "The state of the app in detail: ledger, bridges, clients, quotas.",
            Answers = [new(200, "The state.", ApiJson.Answers.HealthReport)],
        },
        new()
        {
            Function = typeof(Health), Tag = App, Summary = "Whether the app can accept events, in a word; for probes.", TakesAnyQuery = true,
            Answers = [new(200, "It can: healthy."), new(503, "It cannot: unhealthy.")], Problems = [ProblemTypes.InternalError],
        },
        new()
        {
            Function = typeof(GetAudit), Tag = App, Summary = "What operators did, newest first.",
            Query = [GetAudit.From, GetAudit.To, GetAudit.Action, GetAudit.Actor, GetAudit.Bridge, GetAudit.Take, GetAudit.Continuation],
            Answers = [new(200, "A page; as lines, all of them.", ApiJson.Answers.AuditPage) { Line = ApiJson.Answers.AuditItem }], Problems = [ProblemTypes.InvalidContinuation],
        },
        new() { Function = typeof(GetOpenApi), Tag = App, Summary = "This description.", Answers = [new(200, "An OpenAPI document.") { IsDocument = true }] },
    ];

    private static readonly Dictionary<string, Operation> ByFunction = All.ToDictionary(operation => operation.Name, StringComparer.Ordinal);

    /// <summary>Holds a query against the keys that the function takes, before it runs. Both hosts ask it.</summary>
    /// <returns>Null: the query is as it should be.</returns>
    public static IResult? Refusal(string function, HttpRequest request)
    {
        if (!ByFunction.TryGetValue(function, out var operation)) return null;
        if (!operation.TakesAnyQuery && QueryReader.UnknownKeyIn(request, operation.Query) is { } unknown) return Problem.Of(ProblemTypes.UnknownQueryKey, unknown);
        return QueryReader.ProblemIn(request, operation.Query) is { } wrong ? Problem.BadRequest(wrong) : null;
    }

    private static IEnumerable<Operation> OfEvents() =>
    [
        new()
        {
            Function = typeof(ReceiveWebhook), Tag = Events, Summary = "Takes an event for a bridge or a source, or answers its sender's test of the address. The sender's signature is its permission.",
            TakesAnyQuery = true, TakesAnyBody = true, AnswersInSendersTerms = true,
            Answers =
            [
                new(200, "It was there before, or was filtered, or was only a test.", ApiJson.Answers.Body, ApiJson.Answers.BatchBody),
                new(202, "It is recorded.", ApiJson.Answers.Body, ApiJson.Answers.BatchBody),
                new(204, "As the sender expects it."),
                new(405, "The bridge's scheme does not use this method."),
            ],
            Problems =
            [
                ProblemTypes.InvalidRequest, ProblemTypes.NotVerified, ProblemTypes.NotFound, ProblemTypes.UnsupportedType, ProblemTypes.EventDoesNotFit, ProblemTypes.InternalError, ProblemTypes.NotReady,
            ],
        },
    ];

    private static IEnumerable<Operation> OfDeliveries() =>
    [
        new()
        {
            Function = typeof(ListDeliveries), Tag = Deliveries, Summary = "Lists deliveries, newest first.",
            Query = [ListDeliveries.Bridge, ListDeliveries.Status, ListDeliveries.Take, ListDeliveries.Continuation],
            Answers = [new(200, "A page; as lines, all of them.", ApiJson.Answers.Page) { Line = ApiJson.Answers.Summary }], Problems = [ProblemTypes.InvalidContinuation],
        },
        new()
        {
            Function = typeof(GetDelivery), Tag = Deliveries, Summary = "One delivery with its attempts and replays.",
            Answers = [new(200, "The delivery.", ApiJson.Answers.Detail)], Problems = [ProblemTypes.NotFound],
        },
        new()
        {
            Function = typeof(GetPayload), Tag = Deliveries, Summary = "The event, its headers and the input of a delivery, masked; as they are for those who may see that.", Query = [GetPayload.Plain],
            Answers = [new(200, "The payload.") { IsDocument = true }], Problems = [ProblemTypes.NotFound],
        },
        new()
        {
            Function = typeof(ReplayDelivery), Tag = Deliveries, Summary = "Sends one delivery again, with today's mapping.", Body = BodyJson.Default.ReplayBody,
            Answers = [new(202, "It is due now.", ApiJson.Answers.Detail)], Problems = [ProblemTypes.NotFound, ProblemTypes.ReplayRefused, ProblemTypes.MappingFailed],
        },
        new()
        {
            Function = typeof(SkipDelivery), Tag = Deliveries, Summary = "Lets those go on that wait for a dead letter of the same key.", Body = BodyJson.Default.OperatorBody,
            Answers = [new(200, "The delivery.", ApiJson.Answers.Detail)], Problems = [ProblemTypes.NotFound, ProblemTypes.SkipRefused],
        },
        new()
        {
            Function = typeof(ReplayDeliveries), Tag = Deliveries, Summary = "Sends again all deliveries of a status that were received in a span of time.", Body = BodyJson.Default.BulkReplayBody,
            Answers = [new(200, "What was done, and where to go on.", ApiJson.Answers.BulkReplayReport)], Problems = [ProblemTypes.InvalidContinuation],
        },
    ];

    private static IEnumerable<Operation> OfBridges() =>
    [
        new()
        {
            Function = typeof(PreviewEvent), Tag = Bridges, Summary = "Shows what a bridge makes of a sample event; nothing is recorded.", Query = [PreviewEvent.Test], TakesAnyQuery = true, TakesAnyBody = true,
            Answers = [new(200, "What would become of it.", ApiJson.Answers.PreviewReport)], Problems = [ProblemTypes.NotFound, ProblemTypes.UnsupportedType],
        },
        new()
        {
            Function = typeof(InferSchema), Tag = Bridges, Summary = "A schema and a first input, made of the latest events of a bridge.", Query = [InferSchema.Deliveries],
            Answers = [new(200, "The schema and the input.", ApiJson.Answers.InferredEvents)], Problems = [ProblemTypes.NotFound],
        },
        new()
        {
            Function = typeof(PauseBridge), Tag = Bridges, Summary = "Holds back what a bridge sends, or refuses its events.", Body = BodyJson.Default.PauseBody,
            Answers = [new(200, "The pause.", ApiJson.Answers.PauseBody)], Problems = [ProblemTypes.NotFound],
        },
        new()
        {
            Function = typeof(ResumeBridge), Tag = Bridges, Summary = "Ends a pause; what waited is sent, oldest first.", Body = BodyJson.Default.OperatorBody,
            Answers = [new(200, "The pause that was.", ApiJson.Answers.PauseBody)], Problems = [ProblemTypes.NotFound],
        },
        new()
        {
            Function = typeof(PairBridge), Tag = Bridges, Summary = "Takes the secret that a sender brings within 15 minutes.", Body = BodyJson.Default.OperatorBody,
            Answers = [new(200, "How it stands.", ApiJson.Answers.PairingBody)], Problems = [ProblemTypes.NotFound],
        },
        new()
        {
            Function = typeof(GetPairing), Tag = Bridges, Summary = "How a pairing stands. A secret that came and could not be stored is shown once.",
            Answers = [new(200, "How it stands.", ApiJson.Answers.PairingBody)], Problems = [ProblemTypes.NotFound],
        },
        new()
        {
            Function = typeof(GetDrift), Tag = Bridges, Summary = "What has changed in the events of a bridge, and what reads it: names, no values.", Query = [GetDrift.Since],
            Answers = [new(200, "What has changed.", ApiJson.Answers.EventDriftReport)], Problems = [ProblemTypes.NotFound],
        },
        new()
        {
            Function = typeof(AcceptDrift), Tag = Bridges, Summary = "What the events look like now counts as usual.", Body = BodyJson.Default.OperatorBody,
            Answers = [new(200, "What is left, which is nothing.", ApiJson.Answers.EventDriftReport)], Problems = [ProblemTypes.NotFound],
        },
    ];

    private static IEnumerable<Operation> OfPolls() =>
    [
        new()
        {
            Function = typeof(ListPolls), Tag = Polls, Summary = "The state of all polls.",
            Answers = [new(200, "All of them.", ApiJson.Answers.PollList) { Line = ApiJson.Answers.PollReport }],
        },
        new()
        {
            Function = typeof(RunPoll), Tag = Polls, Summary = "Runs a poll now, due or not.", Body = BodyJson.Default.OperatorBody,
            Answers = [new(200, "How it stands.", ApiJson.Answers.PollReport)], Problems = [ProblemTypes.NotFound, ProblemTypes.PollRefused],
        },
        new()
        {
            Function = typeof(ResetPoll), Tag = Polls, Summary = "Reads again from a cursor, or from where the poll began.", Body = BodyJson.Default.ResetBody,
            Answers = [new(200, "How it stands.", ApiJson.Answers.PollReport)], Problems = [ProblemTypes.NotFound],
        },
        new()
        {
            Function = typeof(PreviewPoll), Tag = Polls, Summary = "Shows one page of the source, mapped; nothing is recorded.",
            Answers = [new(200, "The page.", ApiJson.Answers.PollPreview)], Problems = [ProblemTypes.NotFound, ProblemTypes.SourceFailed],
        },
    ];
}
