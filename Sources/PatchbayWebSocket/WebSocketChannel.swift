#if WebSocket
    import NIOCore
    import NIOWebSocket
    import PatchbayCore
    import RingCentralClient

    /// An open WebSocket over SwiftNIO.
    struct WebSocketChannel: EventSocketConnection {
        let channel: any Channel
        private let inbox: WebSocketInbox
        private let closing: TimeAmount

        init(_ channel: any Channel, _ inbox: WebSocketInbox, closing: TimeAmount) {
            self.channel = channel
            self.inbox = inbox
            self.closing = closing
        }

        func send(_ text: String) async throws { try await write(.text, ByteBuffer(string: text)) }

        func ping() async throws -> Bool {
            try await write(.ping, ByteBuffer())
            return true
        }

        func receive() async throws -> EventSocketArrival {
            try Task.checkCancellation()
            return try await inbox.next { channel.read() }
        }

        func close() async {
            if inbox.close() { channel.read() }
            var data = ByteBuffer()
            data.write(webSocketErrorCode: .normalClosure)
            channel.writeAndFlush(frame(.connectionClose, data), promise: nil)
            // The peer answers and the channel closes; one that says nothing is left.
            let channel = channel
            let patience = channel.eventLoop.scheduleTask(in: closing) { channel.close(promise: nil) }
            await withCheckedContinuation { continuation in
                channel.closeFuture.whenComplete { _ in continuation.resume() }
            }
            patience.cancel()
        }

        private func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer) async throws {
            try Task.checkCancellation()
            if let end = inbox.end { throw end }
            do {
                try await withTaskCancellationHandler {
                    try await channel.writeAndFlush(frame(opcode, data)).get()
                } onCancel: {
                    // What hangs here is a connection that nobody reads at the other end. Half a message makes it useless anyway.
                    channel.close(promise: nil)
                }
            } catch {
                if Task.isCancelled { throw CancellationError() }
                throw inbox.end ?? WebSocketFailure.error(for: error, isAsked: true)
            }
        }

        private func frame(_ opcode: WebSocketOpcode, _ data: ByteBuffer) -> WebSocketFrame {
            WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
        }
    }
#endif
