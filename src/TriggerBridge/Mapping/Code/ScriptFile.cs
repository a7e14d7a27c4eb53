namespace TriggerBridge.Mapping.Code;

/// <summary>A JavaScript file of a bridge.</summary>
/// <param name="Name">By which errors and reasons name it, such as <c>lib/dates.js</c>.</param>
/// <param name="Location">As operators know it.</param>
internal sealed record ScriptFile(string Name, string Location, ReadOnlyMemory<byte> Text);

/// <summary>Where code finds what it imports.</summary>
internal interface IScriptFiles
{
    /// <param name="specifier">As it is imported, such as <c>./lib/dates.js</c>.</param>
    /// <param name="from">The file that imports it.</param>
    /// <param name="problem">Why there is none, to be read after the specifier.</param>
    ScriptFile? Find(string specifier, ScriptFile from, out string problem);
}

/// <summary>A place in a JavaScript file; lines and columns are counted from 1.</summary>
internal readonly record struct ScriptPlace(string File, int Line, int Column)
{
    public override string ToString() => Line > 0 ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{File} line {Line}, column {Column}") : File;
}
