namespace TriggerBridge.Mapping;

/// <summary>Text with <c>{{$.path}}</c> in it, compiled once.</summary>
public sealed class TextTemplate
{
    public TextResult Render(EventContext context) => throw new NotSupportedException();
}
