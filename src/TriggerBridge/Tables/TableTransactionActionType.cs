namespace TriggerBridge.Tables;

/// <summary>One of the six things a transaction can do to a row. Updates and deletes need an ETag, the others ignore it.</summary>
public enum TableTransactionActionType
{
    Add = 0,
    UpdateMerge = 1,
    UpdateReplace = 2,
    Delete = 3,
    UpsertMerge = 4,
    UpsertReplace = 5,
}
