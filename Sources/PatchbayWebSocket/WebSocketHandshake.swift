#if WebSocket
    import NIOCore
    import NIOHTTP1
    import PatchbayCore

    /// Asks for the upgrade, and says why where it is refused. What else belongs to the handshake is SwiftNIO's.
    ///
    /// Source: RFC 6455, section 4.1.
    final class WebSocketHandshake: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = HTTPClientResponsePart
        typealias OutboundOut = HTTPClientRequestPart

        private let address: WebSocketAddress
        private let userAgent: String?
        private let opening: WebSocketOpening
        private var hasAsked = false

        init(_ address: WebSocketAddress, userAgent: String?, _ opening: WebSocketOpening) {
            self.address = address
            self.userAgent = userAgent
            self.opening = opening
        }

        func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { ask(context) } }

        func channelActive(context: ChannelHandlerContext) {
            ask(context)
            context.fireChannelActive()
        }

        private func ask(_ context: ChannelHandlerContext) {
            guard !hasAsked else { return }
            hasAsked = true
            var fields = HTTPHeaders([("Host", address.hostField)])
            if let userAgent { fields.add(name: "User-Agent", value: userAgent) }
            let head = address.target.reveal {
                HTTPRequestHead(version: .http1_1, method: .GET, uri: $0, headers: fields)
            }
            // Under TLS nothing leaves before the certificate has been verified; then this promise is kept.
            let (written, opening) = (context.eventLoop.makePromise(of: Void.self), opening)
            written.futureResult.whenSuccess { opening.ask() }
            if !address.isSecure { opening.ask() }
            context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: written)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let head) = Self.unwrapInboundIn(data) else { return }
            opening.fail(
                .known(.badResponse, "the service answered with \(head.status.code) instead of opening a WebSocket"))
        }

        func channelInactive(context: ChannelHandlerContext) {
            opening.fail(.known(.interrupted, "the connection ended before the WebSocket was open"))
            context.fireChannelInactive()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { opening.fail(.because(error)) }
    }
#endif
