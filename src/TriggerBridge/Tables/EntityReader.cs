using System.Text;
using System.Text.Json;
using Azure;

namespace TriggerBridge.Tables;

/// <summary>Rows from <c>odata=minimalmetadata</c>.</summary>
internal static class EntityReader
{
    private static ReadOnlySpan<byte> TypeAnnotation => "@odata.type"u8;

    /// <exception cref="RequestFailedException">With status 0: the body is something else, such as a proxy's page.</exception>
    public static T ReadEntity<T>(Response response)
        where T : TableEntity, new()
    {
        try
        {
            return ReadEntity<T>(response.Content.ToMemory().Span, response.Headers.ETag);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw Unreadable(exception);
        }
    }

    /// <summary>An object whose <c>value</c> is the list of rows.</summary>
    /// <exception cref="RequestFailedException">With status 0: the body is something else, such as a proxy's page.</exception>
    public static IReadOnlyList<T> ReadPage<T>(Response response)
        where T : TableEntity, new()
    {
        try
        {
            return ReadPage<T>(response.Content.ToMemory().Span);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw Unreadable(exception);
        }
    }

    /// <param name="json">One row.</param>
    /// <param name="etag">The answer's header, for a body that does not name it.</param>
    public static T ReadEntity<T>(ReadOnlySpan<byte> json, ETag? etag)
        where T : TableEntity, new()
    {
        var reader = Open(json);
        var entity = Read<T>(ref reader);
        if (etag is { } fromHeader && !entity.ContainsKey(SystemProperty.ETag))
            entity.ETag = fromHeader;
        return entity;
    }

    private static List<T> ReadPage<T>(ReadOnlySpan<byte> json)
        where T : TableEntity, new()
    {
        List<T>? entities = null;
        var reader = Open(json);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRows = reader.ValueTextEquals("value"u8);
            reader.Read();
            if (!isRows)
            {
                reader.Skip();
                continue;
            }

            entities = [];
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                entities.Add(Read<T>(ref reader));
        }

        // Not an empty page: whoever sweeps would take the table for empty.
        return entities ?? throw new JsonException("There is no list of rows.");
    }

    private static Utf8JsonReader Open(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? reader : throw new JsonException("This is no object.");
    }

    private static T Read<T>(ref Utf8JsonReader reader)
        where T : TableEntity, new()
    {
        var entity = new T();
        var unused = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (TryGetAnnotatedName(ref reader, out var annotated))
                unused += ReadAnnotation(ref reader, entity, annotated);
            else
                unused -= ReadProperty(ref reader, entity);
        }

        if (unused > 0)
            RemoveAnnotations(entity);
        return entity;
    }

    private static bool TryGetAnnotatedName(ref Utf8JsonReader reader, out string name)
    {
        var isAnnotation = reader.ValueSpan.EndsWith(TypeAnnotation);
        name = isAnnotation ? Encoding.UTF8.GetString(reader.ValueSpan[..^TypeAnnotation.Length]) : "";
        return isAnnotation;
    }

    /// <summary>
    /// An annotation stands before its property, and until that comes the type stands in its place. (Azurite puts it behind for
    /// a property that a merge added.)
    /// </summary>
    /// <returns>How many annotations wait for their property by this: 1 or 0.</returns>
    private static int ReadAnnotation(ref Utf8JsonReader reader, TableEntity entity, string name)
    {
        reader.Read();
        if (EdmType.Find(ref reader) is not { } type)
            return 0;
        var value = entity[name];
        entity[name] = value is null ? type : type.Convert(value);
        return value is null ? 1 : 0;
    }

    /// <returns>How many annotations found their property by this: 1 or 0.</returns>
    private static int ReadProperty(ref Utf8JsonReader reader, TableEntity entity)
    {
        var name = reader.GetString()!;
        reader.Read();
        var type = entity[name] as EdmType;
        if (reader.TokenType == JsonTokenType.Null)
            entity.Remove(name);
        else if ((type ?? ImpliedType(name)) is { } known)
            entity[name] = known.Read(ref reader);
        else if (!name.StartsWith("odata.", StringComparison.Ordinal) || name is SystemProperty.ETag)
            entity[name] = EdmType.Untyped(ref reader);
        return type is null ? 0 : 1;
    }

    // The service does not annotate it, Azurite does.
    private static EdmType? ImpliedType(string name) => name is SystemProperty.Timestamp ? EdmType.DateTime : null;

    private static bool IsUnreadable(Exception exception) => exception is JsonException or FormatException or OverflowException;

    private static RequestFailedException Unreadable(Exception exception)
        => new(0, "The table service's answer cannot be read.", errorCode: null, exception);

    private static void RemoveAnnotations(TableEntity entity)
    {
        foreach (var (name, value) in entity.ToArray())
        {
            if (value is EdmType)
                entity.Remove(name);
        }
    }
}
