#if Observability
    import Foundation
    import PatchbayCore
    import Synchronization
    import Tracing

    /// Makes a span of the events of one call. A call begins with its first request and always ends, with success or failure; a call that
    /// failed before any request has no span, as nothing was sent.
    final class EventSpans: Sendable {
        private let tracer: (any Tracer)?
        private let open = Mutex<[UUID: any Span]>([:])

        init(tracer: (any Tracer)?) { self.tracer = tracer }

        func record(_ event: ClientEvent) {
            let id = event.callID
            switch event.kind {
            case .sending(let attempt, let waited):
                if let span = span(id) {
                    span.addEvent(SpanEvent(name: "attempt", attributes: ["attempt": .int64(Int64(attempt))]))
                    return
                }
                let span = start(event, ago: waited)
                open.withLock { $0[id] = span }
            case .answered(let status, _):
                guard let span = span(id) else { return }
                span.attributes["http.response.status_code"] = status
                if let request = event.requestID { span.attributes["patchbay.request_id"] = request }
            case .unanswered(let kind): span(id)?.addEvent(SpanEvent(name: "unanswered: \(kind.rawValue)"))
            case .retrying(let attempt, _):
                guard let span = span(id) else { return }
                span.attributes["http.request.resend_count"] = attempt - 1
                span.addEvent(SpanEvent(name: "retrying"))
            case .throttled: span(id)?.addEvent(SpanEvent(name: "throttled"))
            case .tokenRefreshed: break
            case .succeeded: take(id)?.end()
            case .failed(let what, _):
                guard let span = take(id) else { return }
                span.attributes["error.type"] = what
                span.setStatus(SpanStatus(code: .error))
                span.end()
            }
        }

        private func span(_ id: UUID) -> (any Span)? { open.withLock { $0[id] } }

        private func take(_ id: UUID) -> (any Span)? { open.withLock { $0.removeValue(forKey: id) } }

        private func start(_ event: ClientEvent, ago waited: Duration) -> any Span {
            let now = DefaultTracerClock.now.nanosecondsSinceEpoch
            let earlier = UInt64(clamping: waited.wholeNanoseconds)
            let instant = DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: now - min(now, earlier))
            let tracer: any Tracer = tracer ?? InstrumentationSystem.tracer
            let span: any Span = Self.begin(event.operation, at: instant, on: tracer)
            span.attributes["patchbay.service"] = event.service.rawValue
            span.attributes["patchbay.call"] = event.callID.uuidString
            return span
        }

        private static func begin(
            _ name: String, at instant: DefaultTracerClock.Timestamp, on tracer: some Tracer
        ) -> any Span {
            tracer.startSpan(name, ofKind: .client, at: instant)
        }
    }
#endif
