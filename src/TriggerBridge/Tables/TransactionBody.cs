namespace TriggerBridge.Tables;

/// <summary>
/// A transaction as the service wants it: one change set in a batch, a request in each part
/// (https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions).
/// Written straight into the buffer that is sent; the ledger's every step goes through here.
/// </summary>
internal static class TransactionBody
{
    // They need not be unique: a boundary stands at the start of a line, and JSON has no line breaks.
    public const string ContentType = "multipart/mixed; boundary=batch_triggerbridge";

    private static ReadOnlySpan<byte> Opening =>
        "--batch_triggerbridge\r\nContent-Type: multipart/mixed; boundary=changeset_triggerbridge\r\n\r\n"u8;

    private static ReadOnlySpan<byte> PartOpening =>
        "--changeset_triggerbridge\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8;

    private static ReadOnlySpan<byte> PartHeaders =>
        " HTTP/1.1\r\nAccept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0\r\nContent-Type: application/json\r\n"u8;

    private static ReadOnlySpan<byte> NoContent => "Prefer: return-no-content\r\n"u8;

    private static ReadOnlySpan<byte> Closing => "--changeset_triggerbridge--\r\n--batch_triggerbridge--\r\n"u8;

    public static void Write(RequestBody body, TableAddress address, IReadOnlyList<TableTransactionAction> actions)
    {
        body.Write(Opening);
        foreach (var action in actions)
            WritePart(body, address, action);
        body.Write(Closing);
    }

    private static void WritePart(RequestBody body, TableAddress address, TableTransactionAction action)
    {
        var (type, entity) = (action.ActionType, action.Entity);
        body.Write(PartOpening);
        body.Write(Method(type));
        body.Write(type == TableTransactionActionType.Add ? address.Table : address.Row(entity.PartitionKey, entity.RowKey));
        body.Write(PartHeaders);
        if (type == TableTransactionActionType.Add)
            body.Write(NoContent);
        if (TransactionRules.NeedsETag(type))
        {
            body.Write("If-Match: "u8);
            body.Write(action.ETag.ToString());
            body.Write("\r\n"u8);
        }

        body.Write("\r\n"u8);
        if (type != TableTransactionActionType.Delete)
            body.WriteJson(entity);
        body.Write("\r\n"u8);
    }

    private static ReadOnlySpan<byte> Method(TableTransactionActionType type) => type switch
    {
        TableTransactionActionType.Add => "POST "u8,
        TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge => "PATCH "u8,
        TableTransactionActionType.UpdateReplace or TableTransactionActionType.UpsertReplace => "PUT "u8,
        TableTransactionActionType.Delete => "DELETE "u8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, message: null),
    };
}
