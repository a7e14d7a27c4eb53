using Azure;

namespace TriggerBridge.Tables;

/// <summary>One step of <see cref="TableClient.SubmitTransactionAsync"/>.</summary>
public sealed class TableTransactionAction
{
    public TableTransactionAction(TableTransactionActionType actionType, TableEntity entity)
        : this(actionType, entity, default)
    {
    }

    /// <param name="actionType">What to do with the row.</param>
    /// <param name="entity">The row; a delete needs only its keys.</param>
    /// <param name="etag">What an update or a delete must find; <see cref="ETag.All"/> for whatever is there.</param>
    public TableTransactionAction(TableTransactionActionType actionType, TableEntity entity, ETag etag)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ActionType = actionType;
        Entity = entity;
        ETag = etag;
    }

    public TableTransactionActionType ActionType { get; }

    public TableEntity Entity { get; }

    public ETag ETag { get; }
}
