#if Observability
    import CoreMetrics
    import PatchbayCore
    import Synchronization

    /// The names of the metrics. Every one has the dimensions `service` and `operation`; some have one more.
    public enum EventMetric {
        /// Counter: calls that ended. `outcome` is `succeeded` or `failed`.
        public static let calls = "patchbay_calls"
        /// Timer: how long a call took as a whole, with queueing and repeats. `outcome` as above.
        public static let callDuration = "patchbay_call_duration"
        /// Counter: requests that were answered. `status` is the HTTP status.
        public static let requests = "patchbay_requests"
        /// Timer: from sending a request to its answer.
        public static let requestDuration = "patchbay_request_duration"
        /// Timer: how long a request waited for its turn.
        public static let queueDuration = "patchbay_queue_duration"
        /// Counter: requests that were not answered. `error` is the kind of failure.
        public static let unanswered = "patchbay_requests_unanswered"
        /// Counter: requests that are sent again.
        public static let retries = "patchbay_retries"
        /// Counter: pauses that a service asked for.
        public static let throttled = "patchbay_throttled"
        /// Counter: tokens that were fetched.
        public static let tokens = "patchbay_tokens"
    }

    /// Counts and times events. A metric is made once: backends may keep every one that they are asked for.
    final class EventMetrics: Sendable {
        private struct Key: Hashable {
            let label: String
            let service: ServiceName
            let operation: String
            let extra: String?
        }

        private struct Made {
            var counters: [Key: Counter] = [:]
            var timers: [Key: Timer] = [:]
        }

        private let factory: (any MetricsFactory)?
        private let made = Mutex(Made())

        init(factory: (any MetricsFactory)?) { self.factory = factory }

        func record(_ event: ClientEvent) {
            switch event.kind {
            case .sending(_, let waited):
                timer(EventMetric.queueDuration, event).recordNanoseconds(waited.wholeNanoseconds)
            case .answered(let status, let time):
                counter(EventMetric.requests, event, ("status", "\(status)")).increment()
                timer(EventMetric.requestDuration, event).recordNanoseconds(time.wholeNanoseconds)
            case .unanswered(let kind):
                counter(EventMetric.unanswered, event, ("error", kind.rawValue)).increment()
            case .retrying: counter(EventMetric.retries, event).increment()
            case .throttled: counter(EventMetric.throttled, event).increment()
            case .tokenRefreshed: counter(EventMetric.tokens, event).increment()
            case .succeeded(let time): ended(event, "succeeded", time)
            case .failed(_, let time): ended(event, "failed", time)
            }
        }

        private func ended(_ event: ClientEvent, _ outcome: String, _ time: Duration) {
            counter(EventMetric.calls, event, ("outcome", outcome)).increment()
            timer(EventMetric.callDuration, event, ("outcome", outcome)).recordNanoseconds(time.wholeNanoseconds)
        }

        private func counter(_ label: String, _ event: ClientEvent, _ extra: (String, String)? = nil) -> Counter {
            let key = Key(label: label, service: event.service, operation: event.operation, extra: extra?.1)
            return made.withLock { made in
                if let counter = made.counters[key] { return counter }
                let dimensions = Self.dimensions(event, extra)
                let counter = Counter(
                    label: label, dimensions: dimensions, factory: factory ?? MetricsSystem.factory)
                made.counters[key] = counter
                return counter
            }
        }

        private func timer(_ label: String, _ event: ClientEvent, _ extra: (String, String)? = nil) -> Timer {
            let key = Key(label: label, service: event.service, operation: event.operation, extra: extra?.1)
            return made.withLock { made in
                if let timer = made.timers[key] { return timer }
                let dimensions = Self.dimensions(event, extra)
                let timer = Timer(label: label, dimensions: dimensions, factory: factory ?? MetricsSystem.factory)
                made.timers[key] = timer
                return timer
            }
        }

        private static func dimensions(_ event: ClientEvent, _ extra: (String, String)?) -> [(String, String)] {
            [("service", event.service.rawValue), ("operation", event.operation)] + (extra.map { [$0] } ?? [])
        }
    }
#endif
