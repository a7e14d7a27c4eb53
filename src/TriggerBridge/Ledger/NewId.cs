namespace TriggerBridge.Ledger;

/// <summary>Makes an id that nothing else has, of 32 hex digits: a write, a probe and an instance know their own by it.</summary>
internal delegate string NewId();
