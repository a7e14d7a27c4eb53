using Azure.Data.Tables;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>A call on an in-memory table, as its service's hooks see it.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Method">The client's method, such as <c>nameof(TableClient.SubmitTransactionAsync)</c>.</param>
/// <param name="Actions">What it does to rows, also for a write of one row; empty for reads.</param>
internal sealed record TableOperation(string Table, string Method, IReadOnlyList<TableTransactionAction> Actions);
