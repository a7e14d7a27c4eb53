using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace TriggerBridge.Tables;

/// <summary>
/// Signs each try, as its date is part of what is signed: https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key.
/// A table's canonical resource is the account and the path as sent; of the query only <c>comp</c> would count, which no call here has.
/// </summary>
internal sealed class SharedKeyLitePolicy(TableSharedKeyCredential credential, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        var date = time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        var signature = credential.Sign($"{date}\n/{credential.AccountName}{request.Uri.ToUri().AbsolutePath}");
        request.Headers.SetValue("x-ms-date", date);
        request.Headers.SetValue("Authorization", $"SharedKeyLite {credential.AccountName}:{signature}");
    }
}
