namespace TriggerBridge.Tests.Bridges;

public sealed class BridgeFileErrorTests
{
    private const string SecretName = "expected a secret's name in the vault (not the secret): 1 to 127 of 0-9, a-z, A-Z and -";
    private const string Duration = "a time span such as \"00:00:05\" (hours:minutes:seconds) or \"7.00:00:00\" (days first)";
    private const string WorkflowId = "$.workflow.id: expected the workflow's id as ISC shows it, such as c17bea3a-574d-453c-9e04-4365fbf5af0b";
    private const string NoId = " knows no id of its sender: name the event's own, such as {{$.id}}, or say \"hash\" where equal events are one event";
    private const string SameForAll = "$.webhook.deliveryId: would be the same for different events: name the event's own id, such as {{$.id}}";

    [Theory]
    [InlineData("enabled", "\"yes\"", "$.enabled: expected true or false, found \"yes\"")]
    [InlineData("enabled", "null", "$.enabled: is null: leave the key out, or give it a value")]
    [InlineData("dispatchbudget", "\"00:00:02\"", "$.dispatchbudget: is not a key; did you mean 'dispatchBudget'?")]
    [InlineData("webhook.secrets", "\"x\"", "$.webhook.secrets: is not a key; did you mean 'secret'?")]
    [InlineData("workflow.poll it", "1", "$.workflow['poll it']: is not a key; the keys are tenant, id, credential, envelope, correlate")]
    [InlineData("webhook", null, "$: no events come from anywhere: add a webhook (who sends them), a poll (where they are read from) or both")]
    [InlineData("schedule", "{}", "$.schedule: is not a key; the keys are $schema, enabled, webhook, source, poll, filter, keepFiltered, ignoreUnchanged, order, delay, collapse, schema, schemaMismatch, tables, input, transform, workflow, respond, dispatchBudget, retry, whenInDoubt, settle, retention")]
    [InlineData("filter", "\"$.a = 1\"", "$.filter: position 5: use == to compare")]
    [InlineData("filter", "\"$.a === 1\"", "$.filter: position 5: use == to compare")]
    [InlineData("filter", "\"$.a <> 1\"", "$.filter: position 5: use != for unequal")]
    [InlineData("filter", "\"$.a => 1\"", "$.filter: position 5: use >= for at least")]
    [InlineData("filter", "\"$.a & $.b\"", "$.filter: position 5: use && for and")]
    [InlineData("filter", "\"$.a and $.b\"", "$.filter: position 5: use && for and")]
    [InlineData("filter", "\"$.a == 1 or $.b\"", "$.filter: position 10: use || for or")]
    [InlineData("filter", "\"not $.a\"", "$.filter: position 1: use ! for not")]
    [InlineData("filter", "\"action == 'removed'\"", "$.filter: position 1: 'action' is neither a path nor a function: write $.action for a value of the event, or 'action' in quotes for a text")]
    [InlineData("filter", "\"$.action == removed\"", "$.filter: position 13: 'removed' is neither a path nor a function: write $.removed for a value of the event, or 'removed' in quotes for a text")]
    [InlineData("input", "{\"login.$\":\"data.login\"}", "$.input['login.$']: position 1: 'data.login' is neither a path nor a function: write $.data.login for a value of the event")]
    [InlineData("filter", "\"@.a\"", "$.filter: position 1: '@' has a meaning inside [?…] only: the event is '$'")]
    [InlineData("keepFiltered", "false", "$.keepFiltered: belongs to $.filter: add one, or leave this out")]
    [InlineData("tables", "[]", "$.tables: an object of tables is expected: {\"departments\": {\"ENG\": \"Engineering\", \"*\": \"Other\"}}")]
    [InlineData("tables.a", "1", "$.tables.a: an object of keys and values is expected: {\"ENG\": \"Engineering\", \"*\": \"Other\"}")]
    [InlineData("input", "{\"a.$\":\"lookup('b', $.x)\"}", "$.input['a.$']: position 1: there is no table 'b': write it under $.tables")]
    [InlineData("input", null, "$.input: is missing: say what the workflow gets, or name code that does, by $.transform")]
    [InlineData("workflow.id", null, "$.workflow.id: is missing; expected: The workflow's id in ISC.")]
    [InlineData("webhook", "[]", "$.webhook: expected an object with the keys scheme, secret, all, any, deliveryId, batch, replayWindow, eventType, verifyToken, parameter, tolerance, header, algorithm, prefix, encoding, separator, signed, key, timestamp, timestampFormat, topics, signatureVersion, webhookId, issuer, audience, keys, algorithms, claims, callerClaim, caller, bodyHash, tenant, baseUrl, member, otherHeaders, thumbprints, subject, found an array")]
    [InlineData("webhook.scheme", "\"teams\"", "$.webhook.scheme: 'teams' is not a scheme, and none of the schemes is called like it; 'triggerbridge senders list' shows them")]
    [InlineData("webhook.scheme", "\"v1a\"", "$.webhook.scheme: 'v1a' is a kind of signature of Standard Webhooks: name standard-webhooks-v1a")]
    [InlineData("webhook.scheme", "\"meta\"", "$.webhook.verifyToken: is missing: meta tests the address with it, name the secret that holds it")]
    [InlineData("webhook.verifyToken", "\"x\"", "$.webhook.verifyToken: belongs to meta: github knows its own, leave it out")]
    [InlineData("webhook.tolerance", "\"00:01:00\"", "$.webhook.tolerance: belongs to other schemes: github knows its own, leave it out")]
    [InlineData("webhook.header", "\"X-Sig\"", "$.webhook.header: belongs to other schemes: github knows its own, leave it out")]
    [InlineData("webhook.algorithm", "\"md5\"", "$.webhook.algorithm: expected one of \"sha1\", \"sha256\", \"sha384\", \"sha512\", found \"md5\"")]
    [InlineData("webhook.secret", "5", "$.webhook.secret: expected a secret's name or a list of names, found 5")]
    [InlineData("webhook.secret", "[\"a\",5]", "$.webhook.secret: expected a secret's name or a list of names, found an array")]
    [InlineData("webhook.secret", "[]", "$.webhook.secret: the list is empty: name the secret with which the sender signs")]
    [InlineData("webhook.secret", "\"It's a Secret\"", "$.webhook.secret: " + SecretName)]
    [InlineData("webhook.secret", "[\"ok\",\"\"]", "$.webhook.secret[1]: " + SecretName)]
    [InlineData("webhook", """{"scheme":"bearer","secret":"s"}""", "$.webhook.deliveryId: is missing: bearer" + NoId)]
    [InlineData("webhook", """{"scheme":"basic","secret":"s"}""", "$.webhook.deliveryId: is missing: basic" + NoId)]
    [InlineData("webhook", """{"scheme":"hmac","secret":"s"}""", "$.webhook.deliveryId: is missing: hmac" + NoId)]
    [InlineData("webhook", """{"scheme":"header-key","secret":"s"}""", "$.webhook.deliveryId: is missing: header-key" + NoId)]
    [InlineData("webhook", """{"scheme":"query-key","secret":"s"}""", "$.webhook.deliveryId: is missing: query-key" + NoId)]
    [InlineData("webhook.replayWindow", "\"00:00:00\"", "$.webhook.replayWindow: expected more than 00:00:00 and at most 90.00:00:00, the bridge's $.retention")]
    [InlineData("webhook.replayWindow", "\"91.00:00:00\"", "$.webhook.replayWindow: expected more than 00:00:00 and at most 90.00:00:00, the bridge's $.retention")]
    [InlineData("webhook.deliveryId", "\"constant\"", SameForAll)]
    [InlineData("webhook.deliveryId", "\"{{$$.event.type}}\"", SameForAll)]
    [InlineData("webhook.deliveryId", "\"{{$.id}} {{$$.delivery.receivedAt}}\"", "$.webhook.deliveryId: $$.delivery.receivedAt is not the sender's: name an id in the event, the headers or the query")]
    [InlineData("webhook.deliveryId", "\"{{$$.headers['X-Id']}}\"", "$.webhook.deliveryId: position 3: names are in lower case here: 'x-id'")]
    [InlineData("input", "\"$\"", "$.input: an object is expected: {\"name.$\": \"$.path\"}")]
    [InlineData("input", "{\"a\":{\"b.$\":\"$.x[\"}}", "$.input.a['b.$']: position 5: expected a name in quotes, an index such as 0 or -1, a slice such as 0:2, * or ?, found the end")]
    [InlineData("input", "{\"_attempt.$\":\"$.x\"}", "$.input['_attempt.$']: is the bridge's own name: rename it, or set $.workflow.correlate to false")]
    [InlineData("workflow.credential", "\"a/b\"", "$.workflow.credential: " + SecretName)]
    [InlineData("workflow.id", "\"\"", WorkflowId)]
    [InlineData("workflow.id", "\"../x\"", WorkflowId)]
    [InlineData("workflow.tenant", "\"other\"", "$.workflow.tenant: 'other' is not configured (acme, umbrella): set TriggerBridge__Tenants__other__BaseUrl")]
    [InlineData("workflow.envelope", "\"wrapped\"", "$.workflow.envelope: expected one of \"input\", \"none\", found \"wrapped\"")]
    [InlineData("whenInDoubt", "0", "$.whenInDoubt: expected one of \"retryIfAbsent\", \"hold\", \"retry\", found 0")]
    [InlineData("dispatchBudget", "\"00:00:31\"", "$.dispatchBudget: expected 00:00:00 (record only) to 00:00:30")]
    [InlineData("dispatchBudget", "\"-00:00:01\"", "$.dispatchBudget: expected 00:00:00 (record only) to 00:00:30")]
    [InlineData("dispatchBudget", "2", "$.dispatchBudget: expected " + Duration + ", found 2")]
    [InlineData("settle", "\"30\"", "$.settle: expected " + Duration + ", found \"30\"")]
    [InlineData("settle", "\"5:00\"", "$.settle: expected " + Duration + ", found \"5:00\"")]
    [InlineData("settle", "\"00:00:00\"", "$.settle: expected more than 00:00:00 and at most 3650.00:00:00")]
    [InlineData("retention", "\"9999999.00:00:00\"", "$.retention: expected more than 00:00:00 and at most 3650.00:00:00")]
    [InlineData("retry.max", "\"00:00:01\"", "$.retry.first: 00:00:05 is more than $.retry.max, 00:00:01: lower it or raise the other")]
    [InlineData("retry.giveUpAfter", "\"00:30:00\"", "$.retry.max: 01:00:00 is more than $.retry.giveUpAfter, 00:30:00: lower it or raise the other")]
    [InlineData("webhook", """{"scheme":"hmac","secret":"s","deliveryId":"{{$.id}}","signed":"{time}"}""", "$.webhook.signed: must contain {body}, {form} or a member such as {$.token}: what is not signed, anyone can change")]
    [InlineData("webhook", """{"scheme":"hmac","secret":"s","deliveryId":"{{$.id}}","signed":"{time}{body}"}""", "$.webhook.signed: has {time}: name the header that holds it, as $.webhook.timestamp")]
    [InlineData("webhook", """{"scheme":"hmac","secret":"s","deliveryId":"{{$.id}}","timestamp":"X-Time"}""", "$.webhook.signed: must contain {time}: a time that is not signed proves nothing")]
    [InlineData("webhook", """{"scheme":"hmac","secret":"s","deliveryId":"{{$.id}}","signed":"{body}{bodi}"}""", "$.webhook.signed: '{bodi}': expected {body}, {form}, {time}, {header:name}, {header?:name}, {$.member}, {url}, {method}, and text between them")]
    [InlineData("webhook", """{"scheme":"hmac","secret":"s","deliveryId":"{{$.id}}","separator":", "}""", "$.webhook.separator: expected one character")]
    [InlineData("webhook", """{"scheme":"hmac","secret":"s","deliveryId":"{{$.id}}","tolerance":"2.00:00:00"}""", "$.webhook.tolerance: expected more than 00:00:00 and at most 1.00:00:00")]
    [InlineData("webhook", """{"scheme":"hmac","secret":"s","deliveryId":"{{$.id}}","header":"X Sig"}""", "$.webhook.header: expected a header's name, such as X-Signature")]
    [InlineData("webhook", """{"scheme":"query-key","secret":"s","deliveryId":"{{$.id}}","parameter":""}""", "$.webhook.parameter: expected a key of the query, such as code")]
    [InlineData("webhook.eventType", "\"{{$.a\"", "$.webhook.eventType: position 6: expected '.', '[' or }} after $.a")]
    public void Wrong_value_is_found_with_its_place_and_a_remedy(string path, string? json, string expected) =>
        Assert.Equal([expected], BridgeFolder.ErrorsOf(BridgeText.With(path, json)));

    [Theory]
    [InlineData("", "$: not JSON: it is empty")]
    [InlineData("{\n  \"enabled\": tru\n}", "$: not JSON at line 2, byte 17: 'tru }' is an invalid JSON literal. Expected the literal 'true'. Look just before it, too: often a comma, a quote or a bracket is missing there")]
    [InlineData("{\n  \"enabled\": true\n  \"input\": {}\n}", "$: not JSON at line 3, byte 3: '\"' is invalid after a value. Expected either ',', '}', or ']'. Look just before it, too: often a comma, a quote or a bracket is missing there")]
    [InlineData("[]", "$: expected an object")]
    public void What_is_no_JSON_object_is_one_error(string text, string expected) => Assert.Equal([expected], BridgeFolder.ErrorsOf(text));

    [Theory]
    [InlineData("Leavers.json")]
    [InlineData("le_avers.json")]
    [InlineData(".json")]
    [InlineData("a12345678-b12345678-c12345678-d12345678-e12345678-f12345678-g123.json")]
    public void File_must_be_named_as_a_bridge(string file) =>
        Assert.Equal(
            ["$: rename the file: a bridge's name has 1 to 63 of the characters a-z, 0-9 and -"],
            BridgeFolder.ErrorsOf(BridgeText.Good, file));

    [Fact]
    public void All_errors_of_one_file_come_at_once()
    {
        const string text =
            """
            {
              "enabled": true, "enabled": false,
              "webhoook": {},
              "webhook": { "scheme": "gitlap", "secret": "two words", "deliveryId": "x" },
              "input": { "a.$": "b", "c": "{{$}" },
              "workflow": { "tenant": "other", "id": "a b", "envelope": "no" },
              "retry": { "first": "soon" },
              "settle": "-00:00:01"
            }
            """;

        var places = BridgeFolder.ErrorsOf(text).Select(error => error.Split(": ")[0]);

        Assert.Equal(
            [
                "$.enabled", "$.webhoook", "$.workflow.envelope", "$.workflow.credential", "$.retry.first",
                "$.webhook.scheme", "$.webhook.secret", "$.webhook.deliveryId", "$.input['a.$']", "$.input.c",
                "$.workflow.id", "$.workflow.tenant", "$.settle",
            ],
            places);
    }

    [Fact]
    public void Secret_pasted_for_its_name_is_not_repeated() =>
        Assert.DoesNotContain(
            "canary",
            string.Concat(BridgeFolder.ErrorsOf(BridgeText.With("webhook.secret", "\"canary/secret\""))),
            StringComparison.Ordinal);
}
