using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TriggerBridge.Credentials;

namespace TriggerBridge.Tests.Credentials;

/// <summary>Secrets that are kept where others can read.</summary>
public sealed class SecretSealTests
{
    private const string Place = "bridge/delivery";

    private static readonly SecretValue Secret = new("the question's own ü");
    private static readonly string Key = SecretSeal.NewKey();

    [Fact]
    public async Task What_is_sealed_is_opened_at_its_place_and_nowhere_else()
    {
        var seal = SealWith(Key);
        var kept = await seal.SealAsync(Secret, Place, default);

        Assert.DoesNotContain("question", kept, StringComparison.Ordinal);
        Assert.Equal(Secret.Reveal(), (await seal.OpenAsync(kept!, Place, default))!.Reveal());
        Assert.Null(await seal.OpenAsync(kept!, "bridge/another", default));
    }

    [Fact]
    public async Task Nothing_looks_the_same_twice() =>
        Assert.NotEqual(await SealWith(Key).SealAsync(Secret, Place, default), await SealWith(Key).SealAsync(Secret, Place, default));

    [Fact]
    public async Task The_first_key_seals_and_any_opens()
    {
        var newer = SecretSeal.NewKey();
        var kept = await SealWith(Key).SealAsync(Secret, Place, default);
        var both = SealWith($"{newer}\n{Key}\n");

        Assert.Equal(Secret.Reveal(), (await both.OpenAsync(kept!, Place, default))!.Reveal());
        var later = await both.SealAsync(Secret, Place, default);
        Assert.Null(await SealWith(Key).OpenAsync(later!, Place, default));
        Assert.NotNull(await SealWith(newer).OpenAsync(later!, Place, default));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no base64 at all")]
    [InlineData("c2hvcnQ=")]
    public async Task Without_a_good_key_nothing_is_sealed_or_opened(string? keys)
    {
        var kept = await SealWith(Key).SealAsync(Secret, Place, default);

        Assert.Null(await SealWith(keys).SealAsync(Secret, Place, default));
        Assert.Null(await SealWith(keys).OpenAsync(kept!, Place, default));
        // Nor with a good one beside it: who knows which was meant.
        Assert.Null(await SealWith($"{Key} {keys ?? "x"} x").SealAsync(Secret, Place, default));
    }

    [Fact]
    public async Task What_was_changed_is_not_opened()
    {
        var bytes = Convert.FromBase64String((await SealWith(Key).SealAsync(Secret, Place, default))!);
        for (var i = 0; i < bytes.Length; i += 7)
        {
            bytes[i] ^= 1;
            Assert.Null(await SealWith(Key).OpenAsync(Convert.ToBase64String(bytes), Place, default));
            bytes[i] ^= 1;
        }

        Assert.Null(await SealWith(Key).OpenAsync(Convert.ToBase64String(bytes[..20]), Place, default));
    }

    private static SecretSeal SealWith(string? keys) =>
        new(new SecretCache(new Vault(keys), Options.Create(new SecretOptions()), TimeProvider.System, NullLogger<SecretCache>.Instance));

    private sealed class Vault(string? keys) : ISecretSource
    {
        public string Place => "the test's vault";

        public Task<SecretLookup> ReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult<SecretLookup>(
            keys is not null && name == SecretSeal.KeyName ? new SecretLookup.Found(new SecretValue(keys)) : new SecretLookup.Missing(name));
    }
}
