using Azure;

namespace TriggerBridge.Tables;

/// <summary>The answer to a question for a row that is not there.</summary>
internal sealed class MissingRow<T>(Response response) : NullableResponse<T>
    where T : TableEntity
{
    public override bool HasValue => false;

    public override T Value => throw new InvalidOperationException("There is no such row; ask HasValue first.");

    public override Response GetRawResponse() => response;
}
