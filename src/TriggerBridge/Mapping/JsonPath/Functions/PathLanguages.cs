namespace TriggerBridge.Mapping.JsonPath.Functions;

/// <summary>The languages that there are; what tells them apart is their functions.</summary>
internal static class PathLanguages
{
    private static readonly PathFunction[] OfBridges = [.. TextFunctions.All, new DefaultFunction(), new FormatDateFunction(), new NowFunction()];

    /// <summary>RFC 9535 and nothing else.</summary>
    public static PathLanguage Standard { get; } = new(isExtended: false, StandardFunctions.Create(refuseBadPatterns: false));

    /// <summary>A bridge's, without tables.</summary>
    public static PathLanguage Bridge { get; } = WithTables(LookupTables.None);

    /// <summary>A poll's request: it is made before there is an event, and knows how far the poll has come.</summary>
    public static PathLanguage PollRequest { get; } = new(isExtended: true, OfBridges, ContextShape.OfPollRequests);

    public static PathLanguage WithTables(LookupTables tables) => WithTables(tables, ContextShape.OfEvents);

    /// <summary>An answer's: it may say what became of the workflow.</summary>
    public static PathLanguage OfAnswers(LookupTables tables) => WithTables(tables, ContextShape.OfAnswers);

    private static PathLanguage WithTables(LookupTables tables, ContextShape shape) =>
        new(isExtended: true, [.. StandardFunctions.Create(refuseBadPatterns: true), .. OfBridges, new LookupFunction(tables)], shape);
}
