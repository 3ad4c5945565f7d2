#if WebSocket
    import PatchbayCore
    import RingCentralClient
    import Synchronization

    /// What has arrived and was not taken yet. While it is full nothing more is read from the network, so a peer that sends faster than
    /// somebody reads is slowed down instead of filling the memory.
    final class WebSocketInbox: Sendable {
        private struct State {
            var arrivals: [EventSocketArrival] = []
            var bytes = 0
            /// What everybody is told once nothing is left to take.
            var end: TransportError?
            var waiting: CheckedContinuation<EventSocketArrival, any Error>?
            var isReadingHeld = false

            func isFull(_ capacity: Int) -> Bool { bytes >= capacity || arrivals.count >= WebSocketInbox.most }
        }

        /// How many messages may wait, however small.
        private static let most = 64
        private static let closed = TransportError(.interrupted, detail: "the WebSocket is closed")

        private let capacity: Int
        private let state = Mutex(State())

        /// An empty one.
        ///
        /// - Parameter capacity: how many bytes may wait before reading stops.
        init(capacity: Int) { self.capacity = capacity }

        /// Why nothing can be sent any more; `nil` while it can.
        var end: TransportError? { state.withLock { $0.end } }

        // MARK: The network's side

        func put(_ arrival: EventSocketArrival) {
            let waiting = state.withLock { state -> CheckedContinuation<EventSocketArrival, any Error>? in
                guard state.end == nil else { return nil }
                if case .closed = arrival { state.end = Self.closed }
                if let waiting = state.waiting {
                    state.waiting = nil
                    return waiting
                }
                // What waits already is a sign of life itself.
                if arrival == .signOfLife, !state.arrivals.isEmpty { return nil }
                if case .text(let text) = arrival { state.bytes += text.utf8.count }
                state.arrivals.append(arrival)
                return nil
            }
            waiting?.resume(returning: arrival)
        }

        /// The connection broke. What has arrived can still be taken.
        func fail(_ error: TransportError) {
            let waiting = state.withLock { state in
                state.end = state.end ?? error
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?.resume(throwing: error)
        }

        /// Whether more may be read now. If not, whoever takes something out is told to read on.
        func mayRead() -> Bool {
            state.withLock { state in
                state.isReadingHeld = state.isFull(capacity)
                return !state.isReadingHeld
            }
        }

        // MARK: The reader's side

        /// Nobody wants to know any more; whoever waits is let go.
        ///
        /// - Returns: Whether reading has to go on.
        func close() -> Bool {
            let (waiting, wasHeld) = state.withLock { state in
                let (waiting, wasHeld) = (state.waiting, state.isReadingHeld)
                state.end = state.end ?? Self.closed
                (state.waiting, state.isReadingHeld, state.arrivals, state.bytes) = (nil, false, [], 0)
                return (waiting, wasHeld)
            }
            waiting?.resume(throwing: Self.closed)
            return wasHeld
        }

        /// Takes what comes next, or waits for it.
        ///
        /// - Parameter read: reads on from the network.
        func next(_ read: () -> Void) async throws -> EventSocketArrival {
            let arrival = try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    guard let ready = take(orWaitWith: continuation) else {
                        // The task may have been cancelled before anybody waited.
                        if Task.isCancelled { letGo() }
                        return
                    }
                    continuation.resume(with: ready)
                }
            } onCancel: {
                letGo()
            }
            let goesOn = state.withLock { state in
                guard state.isReadingHeld, !state.isFull(capacity) else { return false }
                state.isReadingHeld = false
                return true
            }
            if goesOn { read() }
            return arrival
        }

        private func take(
            orWaitWith continuation: CheckedContinuation<EventSocketArrival, any Error>
        ) -> Result<EventSocketArrival, any Error>? {
            state.withLock { state in
                if !state.arrivals.isEmpty {
                    let arrival = state.arrivals.removeFirst()
                    if case .text(let text) = arrival { state.bytes -= text.utf8.count }
                    return .success(arrival)
                }
                if let end = state.end { return .failure(end) }
                guard state.waiting == nil else {
                    return .failure(TransportError(.refusedLocally, detail: "somebody else waits for the next message"))
                }
                state.waiting = continuation
                return nil
            }
        }

        private func letGo() {
            let waiting = state.withLock { state in
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?.resume(throwing: CancellationError())
        }
    }
#endif
