namespace TriggerBridge.Benchmarks.Load;

/// <summary>What every answer must say.</summary>
internal enum Expected
{
    /// <summary>Accepted, and an execution started.</summary>
    Started,

    /// <summary>Accepted, and waiting: ISC is away.</summary>
    Waiting,

    /// <summary>There is no such bridge.</summary>
    NotFound,
}
