namespace TriggerBridge.Functions.Answers;

/// <summary>A kind of error: what a program tells errors apart by, and what a person is to do. <c>docs/errors.md</c> has a section for each.</summary>
/// <param name="Slug">Its name, and the heading of its section.</param>
/// <param name="Status">Of the answer.</param>
/// <param name="Title">In a few words; the same each time.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record ProblemType(string Slug, int Status, string Title, string Remedy)
{
    public const string Prefix = "urn:triggerbridge:error:";

    public string Urn => Prefix + Slug;
}

/// <summary>All kinds of errors that this API answers with.</summary>
internal static class ProblemTypes
{
    public static readonly ProblemType InvalidRequest = new(
        "invalid-request", StatusCodes.Status400BadRequest, "The request is not valid", "Change the request as the detail says, and send it again.");

    public static readonly ProblemType UnknownQueryKey = new(
        "unknown-query-key", StatusCodes.Status400BadRequest, "Unknown query key", "Correct or leave out the key that the detail names. GET /api/openapi.json lists the keys of each address.");

    public static readonly ProblemType InvalidContinuation = new(
        "invalid-continuation", StatusCodes.Status400BadRequest, "The continuation does not fit",
        "Send the continuation of the answer before as it is, with the same filters; or leave it out and begin at the start.");

    public static readonly ProblemType NotAuthorized = new(
        "not-authorized", StatusCodes.Status401Unauthorized, "Not authorized", "Send 'Authorization: Bearer …' with a proof that is valid now.");

    public static readonly ProblemType NotVerified = new(
        "not-verified", StatusCodes.Status401Unauthorized, "Not verified", "Compare the sender's secret and scheme with the bridge's. The app's log says why the request was refused.");

    public static readonly ProblemType NotAllowed = new(
        "not-allowed", StatusCodes.Status403Forbidden, "Not allowed", "Ask whoever manages access for the role that the detail names.");

    public static readonly ProblemType NotFound = new(
        "not-found", StatusCodes.Status404NotFound, "Not found", "Compare the names in the address with GET /api/status and GET /api/deliveries.");

    public static readonly ProblemType RequestTimeout = new(
        "request-timeout", StatusCodes.Status408RequestTimeout, "The request came too slowly", "Send the request again, over a connection that is quick enough.");

    public static readonly ProblemType ReplayRefused = new(
        "replay-refused", StatusCodes.Status409Conflict, "Not replayed", "Read the detail: wait, or send \"force\": true where it says that this is possible.");

    public static readonly ProblemType SkipRefused = new(
        "skip-refused", StatusCodes.Status409Conflict, "Not skipped", "Only a dead letter for which others of its key wait can be skipped: look at the delivery again.");

    public static readonly ProblemType PollRefused = new(
        "poll-refused", StatusCodes.Status409Conflict, "Not now", "Wait until the run that is under way is over, or enable the bridge.");

    public static readonly ProblemType TooLarge = new(
        "too-large", StatusCodes.Status413PayloadTooLarge, "Too large", "Send less. TriggerBridge__MaxBodyBytes is the limit for events.");

    public static readonly ProblemType UnsupportedType = new(
        "unsupported-type", StatusCodes.Status415UnsupportedMediaType, "Unsupported type", "Send the content type that the detail names.");

    public static readonly ProblemType MappingFailed = new(
        "mapping-failed", StatusCodes.Status422UnprocessableEntity, "The mapping failed", "Change the bridge's input so that it fits the event, and try again.");

    public static readonly ProblemType EventDoesNotFit = new(
        "event-does-not-fit", StatusCodes.Status422UnprocessableEntity, "Not what is expected", "Send an event that fits the bridge's schema, or change the schema.");

    public static readonly ProblemType TooManyRequests = new(
        "too-many-requests", StatusCodes.Status429TooManyRequests, "Too many requests", "Wait as long as Retry-After says.");

    public static readonly ProblemType InternalError = new(
        "internal-error", StatusCodes.Status500InternalServerError, "Internal error", "Look into the app's log: it has the cause. Report it where it is not a fault of your set-up.");

    public static readonly ProblemType SourceFailed = new(
        "source-failed", StatusCodes.Status502BadGateway, "The source did not answer as it should", "Compare the poll's request with the source's documentation, and its credential with what the source accepts.");

    public static readonly ProblemType NotReady = new(
        "not-ready", StatusCodes.Status503ServiceUnavailable, "Not ready", "Repeat the request after the time that Retry-After names. If it lasts, GET /api/status says what is missing.");

    public static IReadOnlyList<ProblemType> All { get; } =
    [
        InvalidRequest, UnknownQueryKey, InvalidContinuation, NotAuthorized, NotVerified, NotAllowed, NotFound, RequestTimeout, ReplayRefused, SkipRefused, PollRefused,
        TooLarge, UnsupportedType, MappingFailed, EventDoesNotFit, TooManyRequests, InternalError, SourceFailed, NotReady,
    ];

    /// <summary>What the web server says of a request that it cannot read.</summary>
    public static ProblemType OfServer(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => RequestTimeout,
        StatusCodes.Status413PayloadTooLarge => TooLarge,
        _ => InvalidRequest,
    };
}
