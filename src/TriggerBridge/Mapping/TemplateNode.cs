using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace TriggerBridge.Mapping;

/// <summary>A compiled piece of an input template. It writes itself, or names the path that found nothing.</summary>
internal abstract class TemplateNode
{
    private TemplateNode()
    {
    }

    public abstract bool TryWrite(Utf8JsonWriter writer, EventContext context, [NotNullWhen(false)] out string? missingPath);

    /// <summary>JSON prepared when the template was compiled.</summary>
    public sealed class Literal(ReadOnlyMemory<byte> json) : TemplateNode
    {
        public override bool TryWrite(Utf8JsonWriter writer, EventContext context, [NotNullWhen(false)] out string? missingPath)
        {
            writer.WriteRawValue(json.Span, skipInputValidation: true);
            missingPath = null;
            return true;
        }
    }

    /// <summary>What a path finds, byte for byte: numbers and escapes stay as the sender wrote them.</summary>
    public sealed class Value(SimplePath path) : TemplateNode
    {
        public override bool TryWrite(Utf8JsonWriter writer, EventContext context, [NotNullWhen(false)] out string? missingPath)
        {
            missingPath = path.TryFind(context, out var value) ? null : path.Text;
            if (missingPath is not null) return false;
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
            return true;
        }
    }

    public sealed class Text(TextTemplate template) : TemplateNode
    {
        public override bool TryWrite(Utf8JsonWriter writer, EventContext context, [NotNullWhen(false)] out string? missingPath)
        {
            var rendered = template.Render(context);
            missingPath = (rendered as TextResult.Missing)?.Path;
            if (missingPath is not null) return false;
            writer.WriteStringValue(((TextResult.Found)rendered).Text);
            return true;
        }
    }

    public sealed class Array(IReadOnlyList<TemplateNode> items) : TemplateNode
    {
        public override bool TryWrite(Utf8JsonWriter writer, EventContext context, [NotNullWhen(false)] out string? missingPath)
        {
            writer.WriteStartArray();
            foreach (var item in items)
            {
                if (!item.TryWrite(writer, context, out missingPath)) return false;
            }

            writer.WriteEndArray();
            missingPath = null;
            return true;
        }
    }

    public sealed class Object(IReadOnlyList<Member> members) : TemplateNode
    {
        public override bool TryWrite(Utf8JsonWriter writer, EventContext context, [NotNullWhen(false)] out string? missingPath)
        {
            writer.WriteStartObject();
            foreach (var member in members)
            {
                if (member.OnlyIfFound is { } path && !path.TryFind(context, out _)) continue;
                writer.WritePropertyName(member.Name);
                if (!member.Value.TryWrite(writer, context, out missingPath)) return false;
            }

            writer.WriteEndObject();
            missingPath = null;
            return true;
        }
    }

    /// <param name="OnlyIfFound">Where this finds nothing, the member is left out.</param>
    public sealed record Member(JsonEncodedText Name, TemplateNode Value, SimplePath? OnlyIfFound = null);
}
