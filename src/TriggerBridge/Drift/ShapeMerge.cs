using System.Text.Json;
using TriggerBridge.Bridges;

namespace TriggerBridge.Drift;

/// <summary>
/// Counts what was recorded lately into what is known, and finds what is different. The rule, for a path whose object stood in 20 events or more: a new member
/// <em>appeared</em>; one that was in all events and is missing in one is <em>missing</em>, and so is one that was in nine of ten and is in none of the last 50;
/// a value of a type that it never had is <em>retyped</em>. For the members of an object that is itself new or gone, nothing is said.
/// </summary>
internal sealed class ShapeMerge(EventShape known, EventShape news, DateTimeOffset now)
{
    private const int LeastInARow = 50;

    // Long enough to be seen by somebody; then what is, is usual.
    private static readonly TimeSpan Shown = TimeSpan.FromDays(30);

    private readonly List<string> _steps = [];

    public static void Run(EventShape known, EventShape news, DateTimeOffset now) => new ShapeMerge(known, news, now).Run();

    private void Run()
    {
        known.PassedOver += news.PassedOver;
        if (news.Events == 0) return;
        if (known.FirstAt == default) known.FirstAt = news.FirstAt;
        if (known.LastAt < news.LastAt) known.LastAt = news.LastAt;
        known.Forget(now - Shown);
        Merge(known.Root, news.Root, ownersBefore: 0, isNew: known.Events == 0);
        known.Paths = known.Root.CountPaths();
        Update(known.Root, owner: null);
        known.Changes.RemoveAll(change => NodeOf(change) is null);
    }

    private void Merge(ShapeNode node, ShapeNode add, long ownersBefore, bool isNew)
    {
        var objectsBefore = node.Objects;
        foreach (var kind in add.Kinds)
        {
            if (!isNew && node.Seen >= EventShape.LeastEvents && node.Find(kind.Kind) is null)
                Take(ChangeKind.Retyped, node.Seen, node.Seen, node.Complete, kind.Kind, [.. node.Kinds.Select(each => each.Kind)]);
            node.Count(kind.Kind, kind.Count, kind.LastSeen);
        }

        node.LastOwner = ownersBefore + add.LastOwner;
        node.Seen += add.Seen;
        node.Complete += add.Complete;
        node.LastAt = Math.Max(node.LastAt, add.LastAt);
        if (add.IsMap && !node.IsMap) node.Fold();
        if (add.IsMap) Credit(node, add, objectsBefore);
        else FindMissing(node, add, objectsBefore);
        MergeBelow(node, add, objectsBefore);
        if (node.LooksLikeMap()) node.Fold();
    }

    // There were so many members that their names were not kept: these may have been among them.
    private static void Credit(ShapeNode node, ShapeNode add, long objectsBefore)
    {
        foreach (var member in (node.Members ?? []).Where(member => add.Members?.ContainsKey(member.Key) is not true).Select(member => member.Value))
        {
            member.Seen += add.Objects;
            member.Complete += add.Objects;
            member.LastOwner = objectsBefore + add.Objects;
        }
    }

    private void FindMissing(ShapeNode node, ShapeNode add, long objectsBefore)
    {
        if (objectsBefore < EventShape.LeastEvents) return;
        foreach (var (name, member) in node.Members ?? [])
        {
            var complete = add.Members?.GetValueOrDefault(name)?.Complete ?? 0;
            if (member.Complete < objectsBefore || complete >= add.Objects) continue;
            At(EventSteps.Member(name), () => Take(ChangeKind.Missing, objectsBefore, member.Seen, member.Complete));
        }
    }

    private void MergeBelow(ShapeNode node, ShapeNode add, long objectsBefore)
    {
        foreach (var (name, member) in add.Members ?? [])
        {
            if (node.IsMap && node.Members?.ContainsKey(name) is not true) At(EventSteps.Any, () => MergeInto(() => node.AnyMember, made => node.AnyMember = made, member, 0));
            else At(EventSteps.Member(name), () => MergeMember(node, name, member, objectsBefore));
        }

        if (add.AnyMember is { } any) At(EventSteps.Any, () => MergeInto(() => node.AnyMember, made => node.AnyMember = made, any, 0));
        if (add.Items is { } items) At(EventSteps.Item, () => MergeInto(() => node.Items, made => node.Items = made, items, 0));
    }

    private void MergeMember(ShapeNode node, string name, ShapeNode member, long objectsBefore)
    {
        // What was passed over in an event that was too large.
        if (member.Seen == 0) return;
        var members = node.Members ??= new Dictionary<string, ShapeNode>(StringComparer.Ordinal);
        if (!members.ContainsKey(name) && objectsBefore >= EventShape.LeastEvents && known.Paths < EventShape.MostPaths)
            Take(ChangeKind.Appeared, objectsBefore, 0, 0);
        MergeInto(() => members.GetValueOrDefault(name), made => members.Add(name, made), member, objectsBefore);
    }

    private void MergeInto(Func<ShapeNode?> find, Action<ShapeNode> add, ShapeNode news, long ownersBefore)
    {
        if (find() is { } there)
        {
            Merge(there, news, ownersBefore, isNew: false);
            return;
        }

        if (known.Paths >= EventShape.MostPaths)
        {
            known.IsFull = true;
            return;
        }

        known.Paths++;
        var made = new ShapeNode { IsMap = news.IsMap, FirstOwner = ownersBefore + news.FirstOwner };
        add(made);
        Merge(made, news, ownersBefore, isNew: true);
    }

    // Counts on in all changes, and finds what was nearly always there and is not any more.
    private void Update(ShapeNode node, ShapeNode? owner)
    {
        if (owner is not null && owner.Objects - node.LastOwner >= LeastInARow && node.LastOwner >= EventShape.LeastEvents && node.Seen * 10 >= node.LastOwner * 9
            && !known.Changes.Exists(change => change.Kind == ChangeKind.Missing && change.Steps.SequenceEqual(_steps, StringComparer.Ordinal)))
            Take(ChangeKind.Missing, node.LastOwner, node.Seen, node.Complete);
        foreach (var change in known.Changes)
        {
            if (change.Steps.SequenceEqual(_steps, StringComparer.Ordinal)) Update(change, node, owner);
        }

        foreach (var (name, member) in node.Members ?? []) At(EventSteps.Member(name), () => Update(member, node));
        if (node.AnyMember is { } any) At(EventSteps.Any, () => Update(any, owner: null));
        if (node.Items is { } items) At(EventSteps.Item, () => Update(items, owner: null));
    }

    private static void Update(ShapeChange change, ShapeNode node, ShapeNode? owner)
    {
        change.LastSeen = DateTimeOffset.FromUnixTimeSeconds(node.LastAt);
        switch (change.Kind)
        {
            case ChangeKind.Missing when owner is not null:
                (change.Events, change.With, change.InARow) = (owner.Objects - change.EventsBefore, node.Complete - change.CompleteBefore, owner.Objects - node.LastOwner);
                break;
            case ChangeKind.Appeared when owner is not null:
                (change.Events, change.With) = (owner.Objects - change.EventsBefore, node.Seen);
                break;
            case ChangeKind.Retyped:
                (change.Events, change.With) = (node.Seen - change.SeenBefore, node.Find(change.Type)?.Count ?? 0);
                change.Replaces = change.TypesBefore.All(type => (node.Find(type)?.LastSeen ?? 0) <= change.SeenBefore);
                break;
        }
    }

    private ShapeNode? NodeOf(ShapeChange change)
    {
        ShapeNode? node = known.Root;
        foreach (var step in change.Steps) node = node is null ? null : ShapeSteps.Child(node, step);
        return node;
    }

    private void Take(ChangeKind kind, long eventsBefore, long seenBefore, long completeBefore, JsonValueKind type = default, IReadOnlyList<JsonValueKind>? typesBefore = null) =>
        known.Take(new ShapeChange
        {
            Kind = kind,
            Steps = [.. _steps],
            Type = type,
            TypesBefore = typesBefore ?? [],
            At = news.FirstAt,
            EventsBefore = eventsBefore,
            SeenBefore = seenBefore,
            CompleteBefore = completeBefore,
        });

    private void At(string step, Action work)
    {
        _steps.Add(step);
        work();
        _steps.RemoveAt(_steps.Count - 1);
    }
}
