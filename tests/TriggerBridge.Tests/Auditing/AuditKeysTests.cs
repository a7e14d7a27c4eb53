using FsCheck.Xunit;
using TriggerBridge.Auditing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Auditing;

public sealed class AuditKeysTests
{
    [Property]
    public bool What_is_later_sorts_before(int seconds, int more)
    {
        var (early, late) = (Sample.Noon.AddSeconds(seconds), Sample.Noon.AddSeconds(seconds).AddSeconds(Math.Abs((long)more) + 1));
        return string.CompareOrdinal(AuditKeys.Partition(late), AuditKeys.Partition(early)) <= 0
            && string.CompareOrdinal(AuditKeys.Row(late, "ffff"), AuditKeys.Row(early, "0000")) < 0
            && string.CompareOrdinal(AuditKeys.Newest(early), AuditKeys.Row(early, "0000")) < 0
            && string.CompareOrdinal(AuditKeys.Row(early, "ffff"), AuditKeys.Oldest(early)) < 0;
    }

    [Property]
    public bool The_partition_is_found_by_the_row(int seconds) =>
        AuditKeys.PartitionOf(AuditKeys.Row(Sample.Noon.AddSeconds(seconds), "0123")) == AuditKeys.Partition(Sample.Noon.AddSeconds(seconds));

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000000001-")]
    [InlineData("0000000000000000001-' or '")]
    [InlineData("9999999999999999999-ab")]
    [InlineData("-000000000000000001-ab")]
    public void Another_key_is_refused(string key) => Assert.Throws<FormatException>(() => AuditKeys.PartitionOf(key));
}
