using TriggerBridge.Operators;

namespace TriggerBridge.Functions.Requests;

/// <summary>Who asks; it stands in the request as soon as that is proven.</summary>
internal static class Asking
{
    /// <summary>Only for functions that are not open.</summary>
    public static Operator Operator(this HttpRequest request) => request.HttpContext.Features.Get<Operator>() ?? throw new InvalidOperationException("An open function asks nobody who they are.");
}
