namespace TriggerBridge.Bridges.Files;

/// <summary>A converter that can tell a person what it reads.</summary>
internal interface IDescribedConverter
{
    /// <summary>Goes on after "expected".</summary>
    string Expected { get; }
}
