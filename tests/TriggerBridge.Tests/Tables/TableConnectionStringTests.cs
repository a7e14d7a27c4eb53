using TriggerBridge.Tables;

namespace TriggerBridge.Tests.Tables;

public sealed class TableConnectionStringTests
{
    [Theory]
    [InlineData("UseDevelopmentStorage=true", "http://127.0.0.1:10002/devstoreaccount1", "devstoreaccount1")]
    [InlineData("AccountName=acc;AccountKey=a2V5", "https://acc.table.core.windows.net/", "acc")]
    [InlineData(
        "DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=a2V5Cg==;EndpointSuffix=core.chinacloudapi.cn",
        "https://acc.table.core.chinacloudapi.cn/", "acc")]
    [InlineData("defaultendpointsprotocol=http; accountname=acc; accountkey=a2V5;", "http://acc.table.core.windows.net/", "acc")]
    [InlineData("AccountName=acc;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:5/acc;BlobEndpoint=http://x", "http://127.0.0.1:5/acc", "acc")]
    public void Endpoint_and_account_are_found(string text, string endpoint, string account)
    {
        var parsed = TableConnectionString.Parse(text);

        Assert.Equal((endpoint, account), (parsed.Endpoint.AbsoluteUri, parsed.Credential.AccountName));
    }

    [Theory]
    [InlineData("AccountName=acc")]
    [InlineData("AccountKey=c2VjcmV0")]
    [InlineData("AccountName=acc;AccountKey=c2VjcmV0;TableEndpoint=nowhere")]
    [InlineData("AccountName=acc;AccountKey=secret!")]
    [InlineData("AccountName=acc;c2VjcmV0")]
    [InlineData("TableEndpoint=https://acc.table.core.windows.net;SharedAccessSignature=c2VjcmV0")]
    [InlineData("UseDevelopmentStorage=false")]
    public void Text_that_lacks_something_is_refused_without_repeating_it(string text)
    {
        var exception = Assert.Throws<FormatException>(() => new TableServiceClient(text));

        Assert.DoesNotContain("c2VjcmV0", exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret!", exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("1Table")]
    [InlineData("With-Dash")]
    public void Table_name_that_the_service_refuses_is_refused(string name)
        => Assert.Throws<ArgumentException>(() => new TableServiceClient("UseDevelopmentStorage=true").GetTableClient(name));
}
