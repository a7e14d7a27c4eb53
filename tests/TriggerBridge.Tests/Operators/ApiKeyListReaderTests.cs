using System.Text.Json.Nodes;
using TriggerBridge.Operators;

namespace TriggerBridge.Tests.Operators;

public sealed class ApiKeyListReaderTests
{
    private static readonly string Key = ApiKey.Create();
    private static readonly string Hash = ApiKey.HashOf(Key);

    [Theory]
    [InlineData("null", "is no object: it is not used")]
    [InlineData("7", "is no object: it is not used")]
    [InlineData("""{ "name": "ci", "roles": [] }""", "needs \"sha256\", 64 hex digits: it is not used")]
    [InlineData("""{ "name": "ci", "sha256": "abcd", "roles": [] }""", "needs \"sha256\", 64 hex digits: it is not used")]
    [InlineData("""{ "name": "ci", "sha256": "HASH!", "roles": [] }""", "needs \"sha256\", 64 hex digits: it is not used")]
    [InlineData("""{ "name": "", "sha256": "HASH", "roles": [] }""", "needs \"name\", a text of 1 to 100 characters: it is not used")]
    [InlineData("""{ "name": "a\nb", "sha256": "HASH", "roles": [] }""", "needs \"name\", a text of 1 to 100 characters: it is not used")]
    [InlineData("""{ "name": "ci", "sha256": "HASH" }""", "needs \"roles\", a list: it is not used")]
    [InlineData("""{ "name": "ci", "sha256": "HASH", "roles": [], "expire": "2020-01-01T00:00:00Z" }""", "has an unknown member: it is not used")]
    [InlineData("""{ "name": "ci", "sha256": "HASH", "roles": [], "expires": "soon" }""", "has a \"created\" or \"expires\" that is no time such as 2027-01-01T00:00:00Z: it is not used")]
    [InlineData("""{ "name": "ci", "sha256": "HASH", "roles": [], "expires": 7 }""", "has a \"created\" or \"expires\" that is no time such as 2027-01-01T00:00:00Z: it is not used")]
    [InlineData("""{ "name": "good", "sha256": "HASH", "roles": [] }""", "has a name that stands there before: it is not used")]
    public void A_wrong_entry_is_told_and_the_others_work(string entry, string problem)
    {
        var list = ApiKeyListReader.Read($$"""{ "keys": [ { "name": "good", "sha256": "{{Hash}}", "roles": ["Audit.Read"] }, {{entry.Replace("HASH", Hash, StringComparison.Ordinal)}} ] }""", out var problems);

        Assert.Equal([OperatorRole.AuditRead], Assert.Single(list!.Keys).Roles);
        Assert.Equal("keys[1] " + problem, Assert.Single(problems));
        Assert.Equal("good", list.Find(Key)!.Name);
    }

    [Fact]
    public void An_unknown_role_is_told_and_the_key_has_its_others()
    {
        var list = ApiKeyListReader.Read($$"""{ "keys": [ { "name": "ci", "sha256": "{{Hash}}", "roles": ["deliveries.read", "Audit.Read", 7, null] } ] }""", out var problems);

        Assert.Equal([OperatorRole.AuditRead], list!.Find(Key)!.Roles);
        Assert.Equal(Enumerable.Repeat("keys[0] has a role that there is not: the key is used without it", 3), problems);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{ "keys": {} }""")]
    [InlineData("""{ "keys": null }""")]
    [InlineData("""{ "keys": [], "more": 1 }""")]
    [InlineData("""{ "keys": [], "keys": [] }""")]
    public void What_is_no_list_is_none(string text)
    {
        Assert.Null(ApiKeyListReader.Read(text, out var problems));
        Assert.Single(problems);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var written = new ApiKeyList
        {
            Keys = [new ApiKeyEntry { Name = "ci", Sha256 = Hash, Roles = OperatorRoles.All, Created = DateTimeOffset.UnixEpoch, Expires = DateTimeOffset.UnixEpoch.AddYears(80) }],
        };

        var read = ApiKeyListReader.Read(written.Write(), out var problems);

        Assert.Empty(problems);
        Assert.Equal(written.Write(), read!.Write());
        Assert.Equal(written.Write(), ApiKeyList.Read(written.Write())!.Write());
        Assert.Null(ApiKeyList.Read("""{ "keys": [null] }"""));
    }

    [Fact]
    public void More_keys_than_there_may_be_are_not_used()
    {
        var keys = Enumerable.Range(0, ApiKeyListReader.MostKeys + 1).Select(number => new JsonObject { ["name"] = $"key {number}", ["sha256"] = Hash, ["roles"] = new JsonArray() });

        var list = ApiKeyListReader.Read(new JsonObject { ["keys"] = new JsonArray([.. keys]) }.ToJsonString(), out var problems);

        Assert.Equal(ApiKeyListReader.MostKeys, list!.Keys.Count);
        Assert.Single(problems);
    }
}
