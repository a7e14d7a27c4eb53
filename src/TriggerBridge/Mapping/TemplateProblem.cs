namespace TriggerBridge.Mapping;

/// <summary>What is wrong with a template, and where: a JSON path into the document that holds it.</summary>
public sealed record TemplateProblem(string Path, string Problem);
