using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge;

/// <summary>Enums stand in configuration by name, never by number.</summary>
internal sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
