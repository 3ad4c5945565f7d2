#if WebSocket
    import NIOCore
    import PatchbayCore
    import Synchronization

    /// One attempt at a connection: its end, whichever way it comes about first, and the channels to close if it is not the good one.
    final class WebSocketOpening: Sendable {
        /// Why it failed.
        enum Failure {
            case cancelled
            case late
            /// What SwiftNIO said.
            case because(any Error)
            /// What is wrong, when it is known.
            case known(TransportError.Kind, String)
        }

        private struct State {
            /// Where a name has several addresses, several are tried.
            var channels: [any Channel] = []
            var end: Result<WebSocketChannel, any Error>?
            var waiting: CheckedContinuation<WebSocketChannel, any Error>?
            var isAsked = false
        }

        private let state = Mutex(State())

        /// Takes a channel into care.
        ///
        /// - Returns: false if it is not wanted any more.
        func adopt(_ channel: any Channel) -> Bool {
            state.withLock { state in
                guard state.end == nil else { return false }
                state.channels.append(channel)
                return true
            }
        }

        /// The request with the pass is on its way.
        func ask() { state.withLock { $0.isAsked = true } }

        func succeed(_ connection: WebSocketChannel) { finish { _ in .success(connection) } }

        func fail(_ failure: Failure) { finish { .failure(Self.error(for: failure, isAsked: $0)) } }

        /// Waits for the end.
        func connection() async throws -> WebSocketChannel {
            try await withCheckedThrowingContinuation { continuation in
                let end = state.withLock { state in
                    if state.end == nil { state.waiting = continuation }
                    return state.end
                }
                if let end { continuation.resume(with: end) }
            }
        }

        private func finish(_ make: (_ isAsked: Bool) -> Result<WebSocketChannel, any Error>) {
            let (end, waiting, unwanted) = state.withLock { state in
                let end = make(state.isAsked)
                var unwanted: [any Channel] = []
                if state.end != nil {
                    // Too late: it was cancelled just before.
                    if case .success(let connection) = end { unwanted = [connection.channel] }
                } else {
                    state.end = end
                    if case .failure = end { unwanted = state.channels }
                    state.channels = []
                }
                let waiting = state.waiting
                state.waiting = nil
                return (state.end ?? end, waiting, unwanted)
            }
            for channel in unwanted { channel.close(promise: nil) }
            waiting?.resume(with: end)
        }

        private static func error(for failure: Failure, isAsked: Bool) -> any Error {
            switch failure {
            case .cancelled: CancellationError()
            case .late:
                TransportError(.timedOut, detail: "the WebSocket was not open in time", isRequestKnownUnsent: !isAsked)
            case .because(let error): WebSocketFailure.error(for: error, isAsked: isAsked)
            case .known(let kind, let words): TransportError(kind, detail: words, isRequestKnownUnsent: !isAsked)
            }
        }
    }
#endif
