#if WebSocket
    import NIOCore
    import NIOHTTP1
    public import NIOPosix
    public import NIOSSL
    import NIOWebSocket
    public import PatchbayCore
    public import RingCentralClient

    /// Opens the connections of RingCentral's event socket over SwiftNIO, so that events arrive on Linux too, without a public address.
    ///
    /// ```swift
    /// let socket = EventSocket(ringCentral, [.accountPresence()], over: WebSocketConnector())
    /// try await socket.run { news in … }
    /// ```
    ///
    /// Certificates are always verified. Plain `ws` goes to this machine only. What is received has a limit, and no more is read ahead than
    /// one message of that size. Pings are answered, whatever your code is doing meanwhile.
    ///
    /// Needs the package trait `WebSocket`.
    ///
    /// Source: RFC 6455.
    public struct WebSocketConnector: EventSocketConnector {
        private let group: MultiThreadedEventLoopGroup
        private let trustRoots: NIOSSLTrustRoots
        private let userAgent: String?
        private let maximumMessageBytes: Int
        private let opening: Duration
        private let closing: Duration

        /// Makes a connector. Nothing is opened yet.
        ///
        /// - Parameters:
        ///   - group: the threads that the connections run on. The default is shared with everything else in the program that uses SwiftNIO, and
        ///     is never shut down.
        ///   - trustRoots: who may have signed the service's certificate; by default whoever this machine trusts. Name your own where a proxy
        ///     inspects TLS.
        ///   - userAgent: the name of your app and its version, which RingCentral wants to see everywhere.
        ///   - maximumMessageBytes: the largest message to accept, all its fragments together. Events have a few kilobytes.
        ///   - opening: how long it may take until the socket is open, from looking up the name on.
        ///   - closing: how long the other side is waited for when the connection is closed here.
        public init(
            group: MultiThreadedEventLoopGroup = .singleton, trustRoots: NIOSSLTrustRoots = .default,
            userAgent: String? = nil, maximumMessageBytes: Int = 1 << 20, opening: Duration = .seconds(20),
            closing: Duration = .seconds(2)
        ) {
            self.group = group
            self.trustRoots = trustRoots
            self.userAgent = userAgent
            self.maximumMessageBytes = min(max(maximumMessageBytes, 125), Int(Int32.max))
            self.opening = opening
            self.closing = closing
        }

        /// Opens a connection.
        ///
        /// - Parameter address: the whole address, pass and all.
        /// - Throws: ``PatchbayCore/TransportError``: `refusedLocally` for an address that is none or goes in plain text to another machine,
        ///   `dns`, `cannotConnect`, `tls`, `timedOut`, and `badResponse` with the status where the service does not open a WebSocket;
        ///   `CancellationError`, in which case nothing stays open.
        public func connect(to address: Secret) async throws -> any EventSocketConnection {
            try Task.checkCancellation()
            let address = try WebSocketAddress(address)
            let tls = address.isSecure ? try secureContext() : nil
            let opening = WebSocketOpening()
            let limit = TimeAmount(self.opening)
            let deadline = group.next().scheduleTask(in: limit) { opening.fail(.late) }
            defer { deadline.cancel() }
            return try await withTaskCancellationHandler {
                ClientBootstrap(group: group)
                    // The deadline above comes first, and knows whether the pass was sent.
                    .connectTimeout(limit + .seconds(1))
                    .channelOption(.socketOption(.tcp_nodelay), value: 1)
                    .channelInitializer { channel in
                        channel.eventLoop.makeCompletedFuture { try prepare(channel, for: address, tls, opening) }
                    }
                    .connect(host: address.host, port: address.port)
                    .whenFailure { opening.fail(.because($0)) }
                return try await opening.connection()
            } onCancel: {
                opening.fail(.cancelled)
            }
        }

        private func secureContext() throws -> NIOSSLContext {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = trustRoots
            // Source: RingCentral `notifications/webhooks/configuring-tls-ssl` asks for 1.2 of others.
            configuration.minimumTLSVersion = .tlsv12
            configuration.shutdownTimeout = TimeAmount(closing)
            do {
                return try NIOSSLContext(configuration: configuration)
            } catch {
                throw TransportError(.tls, detail: "the certificates to trust cannot be read")
            }
        }

        private func prepare(
            _ channel: any Channel, for address: WebSocketAddress, _ tls: NIOSSLContext?, _ opening: WebSocketOpening
        ) throws {
            guard opening.adopt(channel) else { throw CancellationError() }
            let (maximum, closing) = (maximumMessageBytes, TimeAmount(closing))
            let pipeline = channel.pipeline.syncOperations
            if let tls {
                try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: address.nameToVerify))
            }
            let upgrader = NIOWebSocketClientUpgrader(maxFrameSize: maximum, automaticErrorHandling: false) {
                channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    let inbox = WebSocketInbox(capacity: maximum)
                    let pipeline = channel.pipeline.syncOperations
                    let handshake = try pipeline.handler(type: WebSocketHandshake.self)
                    pipeline.removeHandler(handshake, promise: nil)
                    try pipeline.addHandler(WebSocketFrames(inbox, maximumMessageBytes: maximum))
                    opening.succeed(WebSocketChannel(channel, inbox, closing: closing))
                }
            }
            try pipeline.addHTTPClientHandlers(
                leftOverBytesStrategy: .forwardBytes,
                withClientUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
            try pipeline.addHandler(WebSocketHandshake(address, userAgent: userAgent, opening))
        }
    }

#else
    /// A connector for RingCentral's event socket, which this build of the package does not include.
    @available(
        *, unavailable,
        message: "Enable the package trait WebSocket: .package(url: …, traits: [\"WebSocket\"])."
    )
    public struct WebSocketConnector: Sendable {
        /// Not in this build.
        public init(maximumMessageBytes: Int = 0) {}
    }
#endif
