namespace TriggerBridge.Http;

/// <summary>A name leads into a private network, and nobody has allowed that.</summary>
public sealed class PrivateAddressException : Exception
{
    public PrivateAddressException()
    {
    }

    public PrivateAddressException(string message)
        : base(message)
    {
    }

    public PrivateAddressException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
