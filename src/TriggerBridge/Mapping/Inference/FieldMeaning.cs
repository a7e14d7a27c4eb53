namespace TriggerBridge.Mapping.Inference;

/// <summary>What a field is for, as far as its name tells.</summary>
internal static class FieldMeaning
{
    private static readonly string[] Identities = ["id", "ids", "uid", "uuid", "guid", "key", "login", "user", "username", "number", "no", "sub", "upn", "dn"];

    // Of a person, or what tells one person from others: it stands in no schema.
    private static readonly string[] Personal =
    [
        "email", "mail", "name", "first", "last", "given", "family", "phone", "mobile", "address", "street", "city", "zip", "postcode", "birthday", "birth", "gender",
        "account", "actor", "owner", "manager", "employee", "person", "member", "contact", "title", "token", "secret", "password", "ip", "ssn", "iban",
    ];

    private static readonly string[] Types = ["type", "kind", "action", "event", "status", "state", "topic"];

    private static readonly string[] Times = ["at", "time", "timestamp", "date", "on"];

    private static readonly string[] People = ["email", "mail", "name", "displayname"];

    /// <summary>It may tell one person or thing from others.</summary>
    public static bool IsIdentity(string name) => Words(name) is var words && (words.Exists(IsOneOf(Identities)) || words.Exists(IsOneOf(Personal)));

    /// <summary>It is what a workflow wants to know first: whom or what an event is about, what happened, and when.</summary>
    public static bool IsWanted(string name) =>
        Words(name) is [.., var last] && (Identities.Concat(Types).Concat(Times).Concat(People).Contains(last, StringComparer.Ordinal));

    /// <summary>It is no name that a sender's developers gave, but somebody's key, such as an e-mail address.</summary>
    public static bool IsValue(string name) => name.Contains('@', StringComparison.Ordinal) || Guid.TryParse(name, out _) || (name.Length > 3 && name.All(char.IsAsciiDigit));

    /// <summary>Of <c>userId</c>, <c>user_id</c> and <c>USER-ID</c>: user, id.</summary>
    public static List<string> Words(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i < name.Length && char.IsLetterOrDigit(name[i]) && !(char.IsUpper(name[i]) && !char.IsUpper(name[i - 1])) && char.IsLetterOrDigit(name[i - 1]))
                continue;
            if (name[start..i].Trim('_', '-', '.', ' ') is { Length: > 0 } word)
                words.Add(word.ToLowerInvariant());
            start = i;
        }

        return words;
    }

    private static Predicate<string> IsOneOf(string[] known) => word => known.Contains(word, StringComparer.Ordinal);
}
