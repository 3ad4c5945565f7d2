public import PatchbayCore

/// What comes out of a connection.
public enum EventSocketArrival: Hashable, Sendable {
    /// A whole text message.
    case text(String)
    /// The other side lives: a ping, or the answer to one of ours.
    case signOfLife
    /// The other side has closed the connection, with its code and its words, if it gave any. Nothing follows.
    case closed(code: Int?, reason: String)
}

/// An open WebSocket, as little of it as the event socket needs. Any library's will do, wrapped in a few lines.
///
/// ```swift
/// struct Mine: EventSocketConnection {
///     let socket: SomeWebSocket
///     func send(_ text: String) async throws { try await socket.write(text) }
///     func receive() async throws -> EventSocketArrival {
///         guard let text = try await socket.nextText() else { return .closed(code: nil, reason: "") }
///         return .text(text)
///     }
///     func close() async { await socket.close() }
/// }
/// ```
public protocol EventSocketConnection: Sendable {
    /// Sends a text message; returns once it is on its way.
    ///
    /// - Throws: ``PatchbayCore/TransportError``; `CancellationError`.
    func send(_ text: String) async throws

    /// Sends a ping frame. The answer shows as ``EventSocketArrival/signOfLife``.
    ///
    /// - Returns: false if this connection cannot, so that a heartbeat message is sent in its place.
    /// - Throws: ``PatchbayCore/TransportError``; `CancellationError`.
    func ping() async throws -> Bool

    /// Waits for what comes next. It is asked again only when what came has been dealt with, so nothing need be read ahead.
    ///
    /// Pings are answered by the connection itself.
    ///
    /// - Throws: ``PatchbayCore/TransportError`` when the connection broke; `CancellationError`.
    func receive() async throws -> EventSocketArrival

    /// Closes, in a cancelled task too; whoever waits in ``receive()`` is let go. Closing twice does nothing.
    func close() async
}

extension EventSocketConnection {
    /// No ping frames.
    public func ping() async throws -> Bool { false }
}

/// Opens connections: for the event socket what ``PatchbayCore/HTTPTransport`` is for requests.
public protocol EventSocketConnector: Sendable {
    /// Opens a connection.
    ///
    /// - Parameter address: the whole address, a secret since it carries the pass. Nothing of it may show in an error.
    /// - Throws: ``PatchbayCore/TransportError``, in which `isRequestKnownUnsent` says whether the pass can still be used;
    ///   `CancellationError`, in which case nothing stays open.
    func connect(to address: Secret) async throws -> any EventSocketConnection
}
