using TriggerBridge.Flows.Receiving;

namespace TriggerBridge.Cli.Samples;

/// <summary>Why a sample holds no event, for whoever wrote it.</summary>
internal static class NoEvent
{
    public static string Describe(ReceiveResult answer) => answer switch
    {
        ReceiveResult.UnsupportedType => "events do not come in this content type: give the sender's by a header content-type, or end the file's name in .json, .txt for a form, or .xml.",
        ReceiveResult.NotParsable notParsable => $"{notParsable.Problem} The file must be the body just as the sender sends it; that of a form ends in .txt.",
        ReceiveResult.TooLarge => "the event is larger than can be recorded.",
        _ => "there is no event in it that a bridge can use.",
    };
}
