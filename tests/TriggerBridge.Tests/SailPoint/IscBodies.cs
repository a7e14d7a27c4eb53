namespace TriggerBridge.Tests.SailPoint;

/// <summary>Bodies as ISC's OpenAPI description (v2026) gives them, and two that its gateways send.</summary>
internal static class IscBodies
{
    public const string Started = """{"workflowExecutionId":"0e11cefa-96e7-4b67-90d0-065bc1da5753"}""";

    public const string StartedWithMessage =
        """{"workflowExecutionId":"0e11cefa-96e7-4b67-90d0-065bc1da5753","message":"Workflow was not executed externally. Check enabled flag on workflow definition"}""";

    public const string Refused = """{"message":"Workflow was not executed externally. Check enabled flag on workflow definition"}""";

    public const string BadRequest =
        """{"detailCode":"400.1 Bad Request Content","trackingId":"e7eab60924f64aa284175b9fa3309599","messages":[{"locale":"en-US","localeOrigin":"DEFAULT","text":"The request was syntactically correct but its content is semantically invalid."}],"causes":[{"locale":"en-US","localeOrigin":"DEFAULT","text":"A cause."}]}""";

    public const string Unauthorized = """{"error":"JWT validation failed: JWT is expired"}""";

    public const string Forbidden =
        """{"detailCode":"403 Forbidden","trackingId":"b21b1f7ce4da4d639f2c62a57171b427","messages":[{"locale":"en-US","localeOrigin":"DEFAULT","text":"The server understood the request but refuses to authorize it."}]}""";

    public const string NotFound =
        """{"detailCode":"404 Not found","trackingId":"b21b1f7ce4da4d639f2c62a57171b427","messages":[{"locale":"en-US","localeOrigin":"DEFAULT","text":"The server did not find a current representation for the target resource."}]}""";

    public const string RateLimited = """{"message":" Rate Limit Exceeded "}""";

    public const string Fault =
        """{"detailCode":"500.0 Internal Fault","trackingId":"b21b1f7ce4da4d639f2c62a57171b427","messages":[{"locale":"en-US","localeOrigin":"DEFAULT","text":"An internal fault occurred."}]}""";

    public const string BlockedAgent = "error code: 1010";

    public const string BadGateway = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";

    public const string Token = """{"access_token":"the-token","token_type":"bearer","expires_in":749,"scope":"sp:workflow-execute:external","jti":"x"}""";

    public const string WrongSecret = """{"error":"invalid_client","error_description":"Client authentication failed"}""";
}
