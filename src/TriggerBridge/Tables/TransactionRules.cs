namespace TriggerBridge.Tables;

/// <summary>What makes an entity-group transaction one. Azurite accepts several partitions, the service answers 400.</summary>
internal static class TransactionRules
{
    public const int MaxActions = 100;
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <exception cref="InvalidOperationException">The actions are no transaction.</exception>
    /// <exception cref="ArgumentException">A key cannot be one.</exception>
    public static void Check(IReadOnlyList<TableTransactionAction> actions)
    {
        if (actions.Count is 0 or > MaxActions)
            throw Refused($"A transaction has 1 to {MaxActions} actions, this one has {actions.Count}.");

        for (var i = 0; i < actions.Count; i++)
        {
            var (entity, type) = (actions[i].Entity, actions[i].ActionType);
            TableRules.CheckKeys(entity);
            if (!string.Equals(entity.PartitionKey, actions[0].Entity.PartitionKey, StringComparison.Ordinal))
                throw Refused($"Action {i} is for another partition than action 0: a transaction has one.");
            if (NeedsETag(type) && actions[i].ETag == default)
                throw Refused($"Action {i} is {type} and names no ETag; ETag.All stands for any.");
            // It is written as a line of its part, where nobody else looks at it.
            if (actions[i].ETag.ToString().AsSpan().ContainsAny('\r', '\n'))
                throw Refused($"Action {i} has a line break in its ETag.");
            CheckRowIsNew(actions, i);
        }
    }

    public static void CheckSize(int bytes)
    {
        if (bytes > MaxBytes)
            throw Refused($"A transaction has at most {MaxBytes} bytes, this one has {bytes}.");
    }

    public static bool NeedsETag(TableTransactionActionType type) => type
        is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace or TableTransactionActionType.Delete;

    // Three rows is the rule, a hundred the limit: comparing pairs beats a set.
    private static void CheckRowIsNew(IReadOnlyList<TableTransactionAction> actions, int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (string.Equals(actions[i].Entity.RowKey, actions[index].Entity.RowKey, StringComparison.Ordinal))
                throw Refused($"Actions {i} and {index} are for the same row: a transaction takes each row once.");
        }
    }

    private static InvalidOperationException Refused(string message) => new(message);
}
