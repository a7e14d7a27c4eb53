namespace TriggerBridge.Tests.Webhooks.Senders;

internal static class SenderSamples
{
    public static IReadOnlyList<SenderSample> All { get; } = [.. HmacSamples.All, .. OtherSamples.All, .. GroupSamples.All, .. KeySamples.All, .. CertificateSamples.All, .. TokenSamples.All];
}
