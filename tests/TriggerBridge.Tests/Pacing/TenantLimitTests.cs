using TriggerBridge.Tenants;

namespace TriggerBridge.Tests.Pacing;

public sealed class TenantLimitTests
{
    [Theory]
    [InlineData(nameof(TenantSettings.RequestsPer10Seconds), -1)]
    [InlineData(nameof(TenantSettings.RequestsPer10Seconds), 10_001)]
    [InlineData(nameof(TenantSettings.ExecutionsPerDay), -1)]
    [InlineData(nameof(TenantSettings.CallsPerMonth), -1)]
    public void A_limit_that_makes_no_sense_stops_the_start_with_its_setting_and_what_to_do(string setting, int value)
    {
        var result = Validate(setting, value);
        Assert.True(result.Failed);
        Assert.StartsWith($"TriggerBridge__Tenants__acme__{setting} is {value}: use ", Assert.Single(result.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(TenantSettings.RequestsPer10Seconds), 0)]
    [InlineData(nameof(TenantSettings.RequestsPer10Seconds), 10_000)]
    [InlineData(nameof(TenantSettings.ExecutionsPerDay), 0)]
    [InlineData(nameof(TenantSettings.CallsPerMonth), 500_000)]
    public void A_limit_may_be_none(string setting, int value) => Assert.False(Validate(setting, value).Failed);

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(string setting, int value)
    {
        var tenant = new TenantSettings { BaseUrl = new Uri("https://acme.example.com") };
        typeof(TenantSettings).GetProperty(setting)!.SetValue(tenant, value);
        return new TenantOptionsValidator().Validate(null, new TenantOptions { Tenants = { ["acme"] = tenant } });
    }
}
