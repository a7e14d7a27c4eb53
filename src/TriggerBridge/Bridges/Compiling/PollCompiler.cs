using TriggerBridge.Bridges.Files;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Makes a poll of its section, and reports all that is wrong with it; what comes of it is of use only where nothing was.</summary>
internal sealed class PollCompiler(PollSection section, bool isDevelopment, ICollection<DocumentProblem> problems)
{
    private const string At = "$.poll";
    private const int UsualPages = 100;
    private const int MostPages = 10_000;

    /// <param name="filter">The poll's own; null: the bridge's.</param>
    /// <param name="input">Likewise.</param>
    /// <returns>Null where a part is missing, which has been reported.</returns>
    public PollSource? Compile(IEventFilter? filter, IInputMapping? input)
    {
        var schedule = CompileSchedule();
        var request = section.Request is { } asked ? new RequestCompiler(asked, isDevelopment, problems).Compile() : null;
        var items = section.Items is { } list ? ItemList.Compile(list, At + ".items", problems) : null;
        var deliveryId = CompileDeliveryId();
        var eventType = section.EventType is { } type ? TextTemplate.Compile(type, At + ".eventType", problems) : null;
        var cursor = new CursorCompiler(section, problems).Compile();
        var next = new NextCompiler(section, problems).Compile();
        if (section.PagesPerRun is { Value: < 1 or > MostPages })
            Problem("pagesPerRun", $"expected 1 to {MostPages}");
        if (schedule is null || request is null || items is null || deliveryId is null || next is null)
            return null;

        return new PollSource
        {
            Schedule = schedule,
            Request = request,
            Items = items,
            DeliveryId = deliveryId,
            EventType = eventType,
            Cursor = cursor,
            Next = next,
            PagesPerRun = section.PagesPerRun?.Value ?? UsualPages,
            Filter = filter,
            Input = input,
        };
    }

    private PollSchedule? CompileSchedule()
    {
        if (section.Schedule is not { } text) return null;
        if (PollSchedule.TryParse(text, out var schedule)) return schedule;

        Problem("schedule", "expected a cron expression with six fields (second, minute, hour, day, month, day of week), the first of them 0, such as 0 */5 * * * *");
        return null;
    }

    private TextTemplate? CompileDeliveryId()
    {
        if (section.DeliveryId is not { } text) return null;

        const string at = At + ".deliveryId";
        var own = new List<DocumentProblem>();
        var template = TextTemplate.Compile(text, at, own);
        var queries = template.Queries.Where(query => query.Root != PathRoot.Current).ToList();
        if (own.Count > 0) own.ForEach(problems.Add);
        else if (queries.Find(query => query.Root == PathRoot.Context && !query.IsUnderContext("bridge")) is { } outside)
            problems.Add(new(at, $"{outside.Text} does not stand in the item: a polled record comes without headers, name its own id"));
        else if (!queries.Exists(query => query.Root == PathRoot.Event))
            problems.Add(new(at, "would be the same for different items: name the item's own id, such as {{$.id}}"));
        return template;
    }

    private void Problem(string key, string problem) => problems.Add(new($"{At}.{key}", problem));
}
