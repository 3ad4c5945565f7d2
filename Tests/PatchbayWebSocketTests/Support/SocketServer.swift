#if WebSocket
    import Foundation
    import NIOCore
    import NIOHTTP1
    import NIOPosix
    import NIOSSL
    import NIOWebSocket
    import Synchronization

    /// A WebSocket server on 127.0.0.1 that does what the path of the address says: keeps the rules, or breaks one of them.
    final class SocketServer: Sendable {
        /// What it saw.
        struct Record: Sendable {
            var requests: [HTTPRequestHead] = []
            /// What clients sent, one word and its text each: `text hello`, `pong abc`, `close 1000`.
            var frames: [String] = []
            /// Whether every frame was masked, as a client's must be.
            var isAllMasked = true
            var open = 0
            var accepted = 0
        }

        let record = Mutex(Record())
        private let channel: any Channel

        /// Starts one on a free port.
        ///
        /// - Parameter certificate: makes it one with TLS.
        static func start(_ certificate: TestCertificate? = nil) async throws -> SocketServer {
            let tls = try certificate?.serverContext()
            let box = Box()
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        guard let server = box.server.withLock({ $0 }) else { throw ChannelError.inputClosed }
                        try server.prepare(channel, tls)
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            let server = SocketServer(channel)
            box.server.withLock { $0 = server }
            return server
        }

        private init(_ channel: any Channel) { self.channel = channel }

        /// Lets the first connections wait for their server.
        private final class Box: Sendable { let server = Mutex<SocketServer?>(nil) }

        var port: Int { channel.localAddress?.port ?? 0 }

        func stop() async throws { try await channel.close() }

        /// Waits until something is as it should be, for five seconds at most.
        func reaches(_ condition: @Sendable (Record) -> Bool) async throws -> Bool {
            for _ in 0..<500 {
                if record.withLock({ condition($0) }) { return true }
                try await Task.sleep(for: .milliseconds(10))
            }
            return false
        }

        private func prepare(_ channel: any Channel, _ tls: NIOSSLContext?) throws {
            let pipeline = channel.pipeline.syncOperations
            record.withLock {
                $0.open += 1
                $0.accepted += 1
            }
            channel.closeFuture.whenComplete { _ in self.record.withLock { $0.open -= 1 } }
            if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
            let upgrader = NIOWebSocketServerUpgrader(
                maxFrameSize: 1 << 22, automaticErrorHandling: false,
                shouldUpgrade: { channel, head in
                    self.record.withLock { $0.requests.append(head) }
                    let isRefused = head.uri.hasPrefix("/refuse") || head.uri.hasPrefix("/silent")
                    return channel.eventLoop.makeSucceededFuture(isRefused ? nil : HTTPHeaders())
                },
                upgradePipelineHandler: { channel, head in
                    channel.eventLoop.makeCompletedFuture {
                        let words = head.uri.split(separator: "?")[0].split(separator: "/").map(String.init)
                        let pipeline = channel.pipeline.syncOperations
                        pipeline.removeHandler(try pipeline.handler(type: Refusal.self), promise: nil)
                        try pipeline.addHandler(ServerFrames(self, words))
                    }
                })
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false,
                withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
            try pipeline.addHandler(Refusal())
        }
    }

    /// Answers what was not upgraded: `/refuse/401` with that status and a page, `/silent` not at all, `/refuse/accept` with a wrong key.
    private final class Refusal: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let head) = Self.unwrapInboundIn(data) else { return }
            let words = head.uri.split(separator: "?")[0].split(separator: "/")
            guard words.first == "refuse", let word = words.last else { return }
            var fields = HTTPHeaders([("Content-Type", "text/html"), ("Content-Length", "9")])
            var status = HTTPResponseStatus(statusCode: Int(word) ?? 500)
            if word == "accept" {
                status = .switchingProtocols
                fields = ["Upgrade": "websocket", "Connection": "upgrade", "Sec-WebSocket-Accept": "bm90IHRoZSBrZXk="]
            }
            context.write(
                Self.wrapOutboundOut(.head(.init(version: .http1_1, status: status, headers: fields))), promise: nil)
            if word != "accept" {
                context.write(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "<p>no</p>")))), promise: nil)
            }
            context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
        }
    }

    /// The server's side of one WebSocket.
    private final class ServerFrames: ChannelInboundHandler {
        typealias InboundIn = WebSocketFrame
        typealias OutboundOut = WebSocketFrame

        private let server: SocketServer
        private let words: [String]

        init(_ server: SocketServer, _ words: [String]) {
            self.server = server
            self.words = words
        }

        func handlerAdded(context: ChannelHandlerContext) {
            let number = words.dropFirst().first.flatMap { Int($0) } ?? 0
            switch words.first {
            case "fragments":
                send(.text, "in ", context, isLast: false)
                // A ping may come between the pieces.
                send(.ping, "amid", context)
                send(.continuation, "three ", context, isLast: false)
                send(.continuation, "pieces", context)
            case "ping": send(.ping, "abc", context)
            case "close":
                var data = ByteBuffer()
                if number > 0 { data.writeInteger(UInt16(number)) }
                if words.count > 2 { data.writeString(words[2]) }
                send(WebSocketFrame(fin: true, opcode: .connectionClose, data: data), context)
            case "large": send(.text, String(repeating: "x", count: number), context)
            case "pieces":
                send(.text, "", context, isLast: false)
                for _ in 0..<number { send(.continuation, String(repeating: "x", count: 1000), context, isLast: false) }
            case "flood":
                for count in 0..<number { send(.text, "\(count) " + String(repeating: "x", count: 1000), context) }
            case "ringcentral":
                send(.text, #"[{"type":"ConnectionDetails","messageId":"c"},{"absoluteTimeout":86400}]"#, context)
            case "binary": send(.binary, "bits", context)
            case "masked":
                send(
                    WebSocketFrame(fin: true, opcode: .text, maskKey: .random(), data: ByteBuffer(string: "a")), context
                )
            case "reserved":
                send(WebSocketFrame(fin: true, rsv1: true, opcode: .text, data: ByteBuffer(string: "a")), context)
            case "latin1":
                send(WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: [0x47, 0xFC, 0x6E])), context)
            case "interrupted":
                send(.text, "one", context, isLast: false)
                send(.text, "two", context)
            case "lost": send(.continuation, "of nothing", context)
            default: break
            }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let frame = Self.unwrapInboundIn(data)
            var content = frame.unmaskedData
            let isMasked = frame.maskKey != nil
            var line: String
            switch frame.opcode {
            case .connectionClose: line = "close \(content.readInteger(as: UInt16.self).map { "\($0)" } ?? "-")"
            case .ping: line = "ping"
            case .pong: line = "pong \(String(buffer: content))"
            default: line = "text \(String(buffer: content))"
            }
            server.record.withLock {
                $0.frames.append(line)
                $0.isAllMasked = $0.isAllMasked && isMasked
            }
            guard words.first != "deaf" else { return }
            switch frame.opcode {
            case .text where words.first == "ringcentral":
                // The client numbers its messages from 1.
                send(
                    .text,
                    #"[{"type":"ClientRequest","messageId":"m1","status":200},{"id":"s","status":"Active","eventFilters":["/restapi/v1.0/account/1/presence"]}]"#,
                    context)
                send(
                    .text,
                    #"[{"type":"ServerNotification","messageId":"e"},{"uuid":"e-1","event":"/restapi/v1.0/account/1/presence","body":{"extensionId":"5","dndStatus":"TakeAllCalls"}}]"#,
                    context)
            case .text where words.first == "cut":
                send(.text, "last words", context)
                context.close(promise: nil)
            case .text: send(.text, "you said: " + String(buffer: content), context)
            case .ping: send(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData), context)
            case .connectionClose:
                if words.first != "close" {
                    send(WebSocketFrame(fin: true, opcode: .connectionClose, data: frame.unmaskedData), context)
                }
            default: break
            }
        }

        private func send(
            _ opcode: WebSocketOpcode, _ text: String, _ context: ChannelHandlerContext, isLast: Bool = true
        ) {
            send(WebSocketFrame(fin: isLast, opcode: opcode, data: ByteBuffer(string: text)), context)
        }

        private func send(_ frame: WebSocketFrame, _ context: ChannelHandlerContext) {
            context.writeAndFlush(Self.wrapOutboundOut(frame), promise: nil)
        }
    }
#endif
