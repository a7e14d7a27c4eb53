using System.Text.Encodings.Web;
using System.Text.Json;

namespace TriggerBridge.Json;

/// <summary>How inputs are written: bodies of requests, never part of a web page, so only what JSON demands is escaped.</summary>
internal static class JsonOutput
{
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static readonly JsonWriterOptions Options = new() { Encoder = Encoder, SkipValidation = true };
}
