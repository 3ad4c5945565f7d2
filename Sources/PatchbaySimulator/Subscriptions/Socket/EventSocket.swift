import Foundation
import PatchbayCore

/// A connection to RingCentral's event socket, without the socket: texts in, texts out. A server binds it to a WebSocket; a test talks to
/// it directly.
///
/// ```swift
/// guard let socket = cloud.openEventSocket(target: "/ws?access_token=…") else { … }   // 401
/// for await text in socket.messages { … }                                            // ends when the cloud closes it
/// ```
///
/// Source: RingCentral `notifications/websockets`.
public final class EventSocket: Sendable {
    /// What the cloud sends, the connection's details first. Ends when either side closes.
    public let messages: AsyncStream<String>
    private let cloud: SimulatedCloud
    private let connection: Int

    init(_ cloud: SimulatedCloud, connection: Int, messages: AsyncStream<String>) {
        self.cloud = cloud
        self.connection = connection
        self.messages = messages
    }

    /// Takes a message of the other side. Returns when the answer, if there is one, has been sent.
    ///
    /// - Throws: `CancellationError`.
    public func receive(_ text: String) async throws { try await cloud.receive(text, over: connection) }

    /// Ends the connection, as the other side or a broken network does. The session can be taken up again for three minutes.
    public func close() {
        let connection = connection
        cloud.withWorld { $0.closeEventSocket(connection, at: $1) }
    }
}

extension SimulatedCloud {
    /// Opens the event socket of RingCentral.
    ///
    /// - Parameter target: path and query of the address, with `access_token` and, to take up a broken session, `wsc`.
    /// - Returns: The connection; `nil` if the pass is unknown, used or too old, which a server answers with 401.
    public func openEventSocket(target: String) -> EventSocket? {
        let address = WireText(target).address
        func option(_ name: String) -> String? { address.query.first { $0.name == name }?.value }
        let (messages, outlet) = AsyncStream<String>.makeStream()
        let (pass, recovery) = (option("access_token") ?? "", option("wsc"))
        let opened = withWorld { $0.openEventSocket(pass: pass, recovery: recovery, outlet: outlet, at: $1) }
        return opened.map { EventSocket(self, connection: $0, messages: messages) }
    }

    /// Breaks every event socket, as a network does.
    ///
    /// - Returns: How many there were.
    @discardableResult
    public func breakEventSockets() -> Int { withWorld { $0.breakEventSockets(at: $1) } }

    func receive(_ text: String, over connection: Int) async throws {
        let (input, token) = withWorld { world, now in
            (
                world.receive(text, over: connection, at: now),
                world.sockets.session(of: connection).flatMap { world.sockets.sessions[$0]?.accessToken }
            )
        }
        guard case .request(let method, let path, let body, let messageID)? = input, let token,
            let url = URL(string: "https://platform.ringcentral.com" + path)
        else { return }
        let request = HTTPRequest(
            method: HTTPMethod(rawValue: method.uppercased()), url: url,
            fields: ["Authorization": "Bearer \(token)", "Content-Type": "application/json"], body: body?.data)
        switch try await reply(to: request, over: connection) {
        case .response(let response): withWorld { world, _ in world.answer(messageID, response, over: connection) }
        case .cutConnection: withWorld { $0.closeEventSocket(connection, at: $1) }
        }
    }
}
