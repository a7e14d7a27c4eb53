using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Webhooks;

/// <summary>A request with its sender's proof in it, or why none can be made.</summary>
internal sealed record SigningResult
{
    private SigningResult()
    {
    }

    /// <summary>Null where there is a problem.</summary>
    public WebhookRequest? Request { get; private init; }

    public string? Problem { get; private init; }

    [MemberNotNullWhen(true, nameof(Request))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsSigned => Request is not null;

    public static SigningResult Signed(WebhookRequest request) => new() { Request = request };

    public static SigningResult Impossible(string problem) => new() { Problem = problem };
}
