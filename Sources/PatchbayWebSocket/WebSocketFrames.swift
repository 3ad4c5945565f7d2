#if WebSocket
    import NIOCore
    import NIOWebSocket
    import PatchbayCore
    import RingCentralClient

    /// Makes messages of frames, answers pings and the peer's goodbye, and ends a connection whose peer breaks the rules.
    ///
    /// Source: RFC 6455, sections 5 and 7.
    final class WebSocketFrames: ChannelDuplexHandler {
        typealias InboundIn = WebSocketFrame
        typealias OutboundIn = WebSocketFrame
        typealias OutboundOut = WebSocketFrame

        private let inbox: WebSocketInbox
        private let maximumMessageBytes: Int
        /// The fragments of a message that is not whole yet.
        private var fragments: ByteBuffer?
        private var hasSentClose = false
        /// Nothing more is read or answered.
        private var isOver = false

        init(_ inbox: WebSocketInbox, maximumMessageBytes: Int) {
            self.inbox = inbox
            self.maximumMessageBytes = maximumMessageBytes
        }

        // MARK: From the network

        func read(context: ChannelHandlerContext) { if inbox.mayRead() { context.read() } }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !isOver else { return }
            let frame = Self.unwrapInboundIn(data)
            guard frame.maskKey == nil, frame.reservedBits.isEmpty else {
                return refuse(.protocolError, "a frame has bits that no server may set", context)
            }
            switch frame.opcode {
            case .text where fragments == nil: take(frame, context)
            case .continuation where fragments != nil: take(frame, context)
            case .binary: refuse(.unacceptableData, "a message is not text", context)
            case .ping:
                // One that cannot be sent now need not be: the next will do.
                if context.channel.isWritable { send(.pong, frame.data, context) }
                inbox.put(.signOfLife)
            case .pong: inbox.put(.signOfLife)
            case .connectionClose: close(frame.data, context)
            default: refuse(.protocolError, "a frame is not in order", context)
            }
        }

        private func take(_ frame: WebSocketFrame, _ context: ChannelHandlerContext) {
            var message = fragments ?? ByteBuffer()
            guard message.readableBytes + frame.data.readableBytes <= maximumMessageBytes else {
                return refuseLarge(context)
            }
            message.writeImmutableBuffer(frame.data)
            guard frame.fin else {
                fragments = message
                return
            }
            fragments = nil
            guard let text = String(validating: message.readableBytesView, as: UTF8.self) else {
                return refuse(.dataInconsistentWithMessage, "a text message is not UTF-8", context)
            }
            inbox.put(.text(text))
        }

        /// The peer's goodbye, which is answered with the same code.
        private func close(_ data: ByteBuffer, _ context: ChannelHandlerContext) {
            var words = data
            let code: UInt16? = words.readInteger()
            if code == nil, data.readableBytes > 0 {
                return refuse(.protocolError, "a close frame makes no sense", context)
            }
            let reason = String(validating: words.readableBytesView, as: UTF8.self) ?? ""
            inbox.put(.closed(code: code.map(Int.init), reason: reason))
            var answer = ByteBuffer()
            if let code { answer.writeInteger(code) }
            end(with: answer, context)
        }

        func channelInactive(context: ChannelHandlerContext) {
            isOver = true
            inbox.fail(TransportError(.interrupted, detail: "the connection broke"))
            context.fireChannelInactive()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            switch error {
            case NIOWebSocketError.invalidFrameLength: refuseLarge(context)
            case is NIOWebSocketError: refuse(.protocolError, "a control frame is too large or in pieces", context)
            default:
                isOver = true
                inbox.fail(WebSocketFailure.error(for: error, isAsked: true))
                context.close(promise: nil)
            }
        }

        private func refuseLarge(_ context: ChannelHandlerContext) {
            refuse(.messageTooLarge, "a message is larger than the limit of \(maximumMessageBytes) bytes", context)
        }

        private func refuse(_ code: WebSocketErrorCode, _ words: String, _ context: ChannelHandlerContext) {
            guard !isOver else { return }
            inbox.fail(TransportError(.badResponse, detail: words))
            var data = ByteBuffer()
            data.write(webSocketErrorCode: code)
            end(with: data, context)
        }

        private func end(with data: ByteBuffer, _ context: ChannelHandlerContext) {
            (isOver, fragments) = (true, nil)
            guard !hasSentClose else { return context.close(promise: nil) }
            hasSentClose = true
            let sent = context.eventLoop.makePromise(of: Void.self)
            let channel = context.channel
            sent.futureResult.whenComplete { _ in channel.close(promise: nil) }
            send(.connectionClose, data, context, sent)
        }

        private func send(
            _ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext,
            _ promise: EventLoopPromise<Void>? = nil
        ) {
            let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
            context.writeAndFlush(Self.wrapOutboundOut(frame), promise: promise)
        }

        // MARK: To the network

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            guard !hasSentClose else {
                promise?.fail(ChannelError.ioOnClosedChannel)
                return
            }
            if Self.unwrapOutboundIn(data).opcode == .connectionClose { hasSentClose = true }
            context.write(data, promise: promise)
        }
    }
#endif
