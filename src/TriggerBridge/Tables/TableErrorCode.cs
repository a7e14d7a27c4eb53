namespace TriggerBridge.Tables;

/// <summary>
/// Values of <see cref="Azure.RequestFailedException.ErrorCode"/> that callers act on, as the service spells them:
/// https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes.
/// </summary>
public static class TableErrorCode
{
    /// <summary>409: the key of an insert is taken.</summary>
    public const string EntityAlreadyExists = "EntityAlreadyExists";

    /// <summary>404: no row has this key.</summary>
    public const string ResourceNotFound = "ResourceNotFound";

    /// <summary>412: the row's ETag is another one.</summary>
    public const string UpdateConditionNotSatisfied = "UpdateConditionNotSatisfied";

    /// <summary>404: there is no such table.</summary>
    public const string TableNotFound = "TableNotFound";

    /// <summary>409: there is such a table already.</summary>
    public const string TableAlreadyExists = "TableAlreadyExists";

    /// <summary>409: the table was deleted a moment ago; its name is free again in about a minute.</summary>
    public const string TableBeingDeleted = "TableBeingDeleted";

    /// <summary>400: a row of more than 1 MiB.</summary>
    public const string EntityTooLarge = "EntityTooLarge";

    /// <summary>503: the partition or the account is over its rate; the client has retried already.</summary>
    public const string ServerBusy = "ServerBusy";
}
