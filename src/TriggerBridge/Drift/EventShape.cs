using System.Text.Json.Serialization;

namespace TriggerBridge.Drift;

/// <summary>What the events of one type look like, as many as were looked at.</summary>
internal sealed class EventShape
{
    public const int MostPaths = 2000;

    /// <summary>Before so many events nobody knows what is usual.</summary>
    public const int LeastEvents = 20;

    private const int MostChanges = 50;

    public ShapeNode Root { get; set; } = new();

    /// <summary>How many were looked at.</summary>
    public long Events => Root.Seen;

    public DateTimeOffset FirstAt { get; set; }

    public DateTimeOffset LastAt { get; set; }

    /// <summary>How many were not looked at: there were too many at once, or they were too large.</summary>
    public long PassedOver { get; set; }

    public int Paths { get; set; }

    /// <summary>There were more paths than are kept.</summary>
    public bool IsFull { get; set; }

    /// <summary>When a person last said that all is as it should be.</summary>
    public DateTimeOffset? AcceptedAt { get; set; }

    [JsonIgnore]
    public List<ShapeChange> Changes { get; set; } = [];

    public void Take(ShapeChange change)
    {
        if (Changes.Count < MostChanges && !Changes.Exists(each => each.IsSame(change))) Changes.Add(change);
    }

    /// <summary>What has changed counts as usual from now on.</summary>
    public void Accept(DateTimeOffset at)
    {
        foreach (var change in Changes) Settle(change);
        Changes = [];
        AcceptedAt = at;
    }

    /// <summary>What changed so long ago is usual by now.</summary>
    public void Forget(DateTimeOffset before)
    {
        foreach (var change in Changes.Where(change => change.At < before)) Settle(change);
        Changes.RemoveAll(change => change.At < before);
    }

    // A field that is gone is expected no more; where it comes again, it is a new one.
    private void Settle(ShapeChange change)
    {
        if (!change.IsVanished) return;
        ShapeNode? owner = Root;
        foreach (var step in change.Steps.SkipLast(1)) owner = owner is null ? null : ShapeSteps.Child(owner, step);
        if (owner?.Members?.Remove(change.Steps[^1][1..]) is true) Paths = Root.CountPaths();
    }
}
