using System.Text.Json.Nodes;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Library;

/// <summary>A few of the things that workflows are made of, in the shapes of the specification.</summary>
internal static class WorkflowLibrary
{
    private static readonly JsonObject[] Actions =
    [
        Item("sp:http", "HTTP Request", "ACTION", "Calls an HTTP endpoint.", """{"versionNumber":1,"exampleOutput":{"statusCode":200,"body":{}}}"""),
        Item("sp:send-email", "Send Email", "ACTION", "Sends an e-mail.", """{"versionNumber":2,"exampleOutput":{}}"""),
        Item("sp:get-identity", "Get Identity", "ACTION", "Reads an identity.", """{"versionNumber":1,"exampleOutput":{"id":"2c9180857182305e0171993735622948"}}"""),
        Item("sp:manage-account", "Manage Accounts", "ACTION", "Disables, enables, unlocks or deletes accounts.", """{"versionNumber":1,"exampleOutput":{}}"""),
    ];

    private static readonly JsonObject[] Triggers =
    [
        Item("idn:identity-created", "Identity Created", "EVENT", "An identity was created.", """{"inputExample":{"identity":{"type":"IDENTITY","id":"ee769173319b41d19ccec6cea52f237b","name":"john.doe"},"attributes":{}}}"""),
        Item("idn:external-http", "External Trigger", "EXTERNAL", "An application outside of ISC starts it.", """{"inputExample":{}}"""),
        Item("sp:scheduled", "Scheduled Trigger", "SCHEDULED", "A schedule starts it.", """{"inputExample":{}}"""),
    ];

    private static readonly JsonObject[] Operators =
    [
        Item("sp:compare-strings", "Compare Strings", "OPERATOR", "Chooses the next step by two texts."),
        Item("sp:compare-boolean", "Compare Boolean Values", "OPERATOR", "Chooses the next step by two values."),
        Item("sp:loop:iterator", "Loop", "OPERATOR", "Repeats its steps for each element."),
        Item("sp:operator-end:success", "End Step - Success", "OPERATOR", "Ends the workflow."),
    ];

    public static IResult ListAll(HttpContext context) => JsonAnswer.Page([.. Actions, .. Triggers, .. Operators], context);

    public static IResult ListActions(HttpContext context) => JsonAnswer.Page(Actions, context);

    public static IResult ListTriggers(HttpContext context) => JsonAnswer.Page(Triggers, context);

    public static IResult ListOperators() => JsonAnswer.Of(new JsonArray([.. Operators.Select(each => each.DeepClone())]));

    private static JsonObject Item(string id, string name, string type, string description, string more = "{}")
    {
        var item = JsonNode.Parse(more)!.AsObject();
        item["id"] = id;
        item["name"] = name;
        item["type"] = type;
        item["description"] = description;
        item["deprecated"] = false;
        item["isSimulationEnabled"] = false;
        item["isDynamicSchema"] = false;
        item["formFields"] = new JsonArray();
        return item;
    }
}
