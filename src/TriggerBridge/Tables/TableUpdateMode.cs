namespace TriggerBridge.Tables;

/// <summary>What an update does with the properties of the stored row that the given entity does not name.</summary>
public enum TableUpdateMode
{
    /// <summary>They stay.</summary>
    Merge = 0,

    /// <summary>They go.</summary>
    Replace = 1,
}
