using TriggerBridge.Bridges;

namespace TriggerBridge.Tests.Bridges;

public sealed class ContainerAddressTests
{
    [Theory]
    [InlineData("https://acme.blob.core.windows.net/bridges", "https://acme.blob.core.windows.net/bridges", null)]
    [InlineData("HTTPS://acme.blob.core.windows.net/bridges/", "https://acme.blob.core.windows.net/bridges", null)]
    [InlineData("https://bridges.example.com/a-1", "https://bridges.example.com/a-1", null)]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1/bridges", "http://127.0.0.1:10000/devstoreaccount1/bridges", "devstoreaccount1")]
    [InlineData("http://localhost:10000/acme/bridges", "http://localhost:10000/acme/bridges", "acme")]
    public void A_container_is_an_account_and_a_name(string text, string expected, string? account)
    {
        var address = ContainerAddress.TryParse(text, allowsAzurite: true, out var problem);

        Assert.Equal((expected, account, ""), (address?.ToString(), address?.AzuriteAccount, problem));
    }

    [Theory]
    [InlineData("https://", "is no address: write it as https://account.blob.core.windows.net/bridges")]
    [InlineData("https://acme.blob.core.windows.net", "names no container: write it as https://account.blob.core.windows.net/bridges")]
    [InlineData("https://acme.blob.core.windows.net/bridges/live", "holds more than an account and a container: write it as https://account.blob.core.windows.net/bridges")]
    [InlineData("https://acme.blob.core.windows.net/Bridges", "'Bridges' cannot be a container: its name has 3 to 63 of a-z, 0-9 and single hyphens")]
    [InlineData("https://acme.blob.core.windows.net/a--b", "'a--b' cannot be a container: its name has 3 to 63 of a-z, 0-9 and single hyphens")]
    [InlineData("https://acme.blob.core.windows.net/ab", "'ab' cannot be a container: its name has 3 to 63 of a-z, 0-9 and single hyphens")]
    [InlineData("http://acme.blob.core.windows.net/bridges", "must begin with https://: write it as https://account.blob.core.windows.net/bridges")]
    [InlineData("http://127.0.0.1:10000/bridges", "names no account and container: Azurite's is such as http://127.0.0.1:10000/devstoreaccount1/bridges")]
    public void What_is_wrong_says_what_to_write(string text, string expected)
    {
        Assert.True(ContainerAddress.IsMeant(text));
        Assert.Null(ContainerAddress.TryParse(text, allowsAzurite: true, out var problem));
        Assert.Equal(expected, problem);
    }

    [Theory]
    [InlineData("https://acme.blob.core.windows.net/bridges?sv=1&sig=confidential")]
    [InlineData("https://user:confidential@acme.blob.core.windows.net/bridges")]
    [InlineData("https://acme.blob.core.windows.net/bridges#confidential")]
    public void A_token_is_refused_and_not_repeated(string text)
    {
        Assert.Null(ContainerAddress.TryParse(text, allowsAzurite: true, out var problem));

        Assert.Contains("without a token", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("confidential", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bridges")]
    [InlineData("/srv/https://bridges")]
    [InlineData(@"C:\bridges")]
    public void Any_other_text_is_a_path(string text) => Assert.False(ContainerAddress.IsMeant(text));

    [Theory]
    [InlineData(true, true, "http://127.0.0.1:10000/devstoreaccount1/bridges")]
    [InlineData(false, false, "http://127.0.0.1:10000/devstoreaccount1/bridges")]
    [InlineData(true, false, "https://acme.blob.core.windows.net/bridges")]
    [InlineData(false, false, "https://acme.blob.core.windows.net")]
    [InlineData(true, false, "bridges")]
    [InlineData(true, false, "")]
    public void The_setting_takes_Azurite_in_Development_only(bool isValid, bool isDevelopment, string text)
    {
        var result = new BridgesOptionsValidator(isDevelopment).Validate(name: null, new BridgesOptions { Bridges = text });

        Assert.Equal(isValid, result.Succeeded);
        if (!isValid) Assert.StartsWith("TriggerBridge__Bridges ", result.FailureMessage, StringComparison.Ordinal);
    }
}
