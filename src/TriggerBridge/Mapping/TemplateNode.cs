using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Mapping;

/// <summary>A compiled piece of an input template. It writes itself, or says why an event cannot be mapped.</summary>
internal abstract class TemplateNode
{
    private TemplateNode()
    {
    }

    public abstract bool TryWrite(Utf8JsonWriter writer, EventContext context, [NotNullWhen(false)] out string? reason);

    /// <summary>JSON prepared when the template was compiled.</summary>
    public sealed class Literal(ReadOnlyMemory<byte> json) : TemplateNode
    {
        public override bool TryWrite(Utf8JsonWriter writer, EventContext context, [NotNullWhen(false)] out string? reason)
        {
            writer.WriteRawValue(json.Span, skipInputValidation: true);
            reason = null;
            return true;
        }
    }

    /// <summary>What a path finds or a function gives.</summary>
    public sealed class Value(PathExpression path) : TemplateNode
    {
        public bool TryFind(EventContext context, out PathValue value) => path.TryFind(context, out value);

        public override bool TryWrite(Utf8JsonWriter writer, EventContext context, [NotNullWhen(false)] out string? reason)
        {
            reason = path.TryFind(context, out var value) ? null : path.NothingFound();
            if (reason is not null) return false;
            value.WriteTo(writer);
            return true;
        }
    }

    public sealed class Text(TextTemplate template) : TemplateNode
    {
        public override bool TryWrite(Utf8JsonWriter writer, EventContext context, [NotNullWhen(false)] out string? reason)
        {
            var rendered = template.Render(context);
            reason = (rendered as TextResult.Missing)?.Reason;
            if (reason is not null) return false;
            writer.WriteStringValue(((TextResult.Found)rendered).Text);
            return true;
        }
    }

    public sealed class Array(IReadOnlyList<TemplateNode> items) : TemplateNode
    {
        public override bool TryWrite(Utf8JsonWriter writer, EventContext context, [NotNullWhen(false)] out string? reason)
        {
            writer.WriteStartArray();
            foreach (var item in items)
            {
                if (!item.TryWrite(writer, context, out reason)) return false;
            }

            writer.WriteEndArray();
            reason = null;
            return true;
        }
    }

    public sealed class Object(IReadOnlyList<Member> members) : TemplateNode
    {
        private readonly Member[] _members = [.. members];

        public override bool TryWrite(Utf8JsonWriter writer, EventContext context, [NotNullWhen(false)] out string? reason)
        {
            writer.WriteStartObject();
            foreach (var member in _members)
            {
                if (!member.TryWrite(writer, context, out reason)) return false;
            }

            writer.WriteEndObject();
            reason = null;
            return true;
        }
    }

    /// <param name="IsOptional">Left out where the value's path finds nothing.</param>
    public sealed record Member(JsonEncodedText Name, TemplateNode Content, bool IsOptional = false)
    {
        public bool TryWrite(Utf8JsonWriter writer, EventContext context, [NotNullWhen(false)] out string? reason)
        {
            reason = null;
            if (IsOptional && Content is Value optional)
            {
                if (!optional.TryFind(context, out var found) || found.FoundNothing) return true;
                writer.WritePropertyName(Name);
                found.WriteTo(writer);
                return true;
            }

            writer.WritePropertyName(Name);
            return Content.TryWrite(writer, context, out reason);
        }
    }
}
