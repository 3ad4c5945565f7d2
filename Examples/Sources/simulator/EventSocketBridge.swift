import FlyingFox
import PatchbaySimulator

/// Binds RingCentral's event socket to a WebSocket of this server.
struct EventSocketBridge: WSMessageHandler {
    let socket: EventSocket

    /// Upgrades a request whose pass is good.
    static func open(_ request: HTTPRequest, at cloud: SimulatedCloud) async throws -> HTTPResponse {
        guard let socket = cloud.openEventSocket(target: request.target.rawValue) else {
            return HTTPResponse(statusCode: .unauthorized)
        }
        let handler = WebSocketHTTPHandler(handler: MessageFrameWSHandler(handler: EventSocketBridge(socket: socket)))
        let response = try await handler.handleRequest(request)
        if response.statusCode != .switchingProtocols { socket.close() }
        return response
    }

    func makeMessages(for client: AsyncStream<WSMessage>) async throws -> AsyncStream<WSMessage> {
        let (messages, continuation) = AsyncStream<WSMessage>.makeStream()
        let sending = Task {
            for await text in socket.messages { continuation.yield(.text(text)) }
            // The cloud has closed it.
            continuation.yield(.close())
            continuation.finish()
        }
        let receiving = Task {
            for await message in client {
                if case .text(let text) = message { try await socket.receive(text) }
            }
            socket.close()
        }
        continuation.onTermination = { _ in
            sending.cancel()
            receiving.cancel()
            socket.close()
        }
        return messages
    }
}
