public import PatchbayCore

/// What the cloud does with a request.
public enum SimulatedReply: Hashable, Sendable {
    /// It answers.
    case response(HTTPResponse)
    /// It closes the connection without a word. A server that serves the cloud over HTTP does the same.
    case cutConnection
}
