namespace TriggerBridge.SailPoint.Http;

internal static class UriQuery
{
    public static Uri With(this Uri address, string query) => new($"{address.AbsoluteUri}?{query}");
}
