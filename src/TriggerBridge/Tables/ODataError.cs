using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Azure;
using Azure.Core;

namespace TriggerBridge.Tables;

/// <summary>
/// The service's error body, <c>{"odata.error":{"code":"…","message":{"lang":"…","value":"…"}}}</c>;
/// Azure.Core's own parser knows only <c>error</c>.
/// </summary>
internal sealed class ODataError : RequestFailedDetailsParser
{
    public static readonly ODataError Parser = new();

    public override bool TryParse(Response response, [NotNullWhen(true)] out ResponseError? error, out IDictionary<string, string>? data)
    {
        error = Read(response);
        data = null;
        return error is not null;
    }

    /// <summary>Null if the body is something else, such as a proxy's page.</summary>
    public static ResponseError? Read(Response response)
    {
        try
        {
            using var body = JsonDocument.Parse(response.Content.ToMemory());
            var error = body.RootElement.GetProperty("odata.error");
            return new(error.GetProperty("code").GetString(), error.GetProperty("message").GetProperty("value").GetString());
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
