using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Mapping;

/// <summary>One place of a template that takes a value from the event.</summary>
/// <param name="At">Its JSON path in the document that holds the template.</param>
/// <param name="IsOptional">What is not found is left out.</param>
internal sealed record TemplateSite(string At, PathExpression Path, bool IsOptional);
