#if Observability
    public import CoreMetrics
    public import Logging
    public import PatchbayCore
    public import Tracing

    /// Sinks that tell the process's logs, metrics and traces what the clients do.
    ///
    /// Without an argument each one writes to what the process has set up (`LoggingSystem`, `MetricsSystem`, `InstrumentationSystem`), so in a
    /// server one line is enough:
    ///
    /// ```swift
    /// let graph = Graph(credential, tenant: tenantID, clientID: clientID, transport: transport) {
    ///     $0.events = EventSinks.everywhere()
    /// }
    /// ```
    ///
    /// What they write names services, operations, statuses and request ids; events hold no token, query, body or person's name.
    ///
    /// Needs the package trait `Observability`.
    public enum EventSinks {
        /// Logs, metrics and spans at once, as the process has set them up.
        public static func everywhere() -> EventSink { together(logs(), metrics(), spans()) }

        /// A line for every event. The message is a fixed text, what varies is metadata (`service`, `operation`, `call`, `request_id`, …).
        ///
        /// Single requests are `trace`, calls and tokens `debug`; what a person may want to know of while it happens (a retry, an answer that did
        /// not come) is `info`, and a service that asks for a pause `notice`. A call that failed is `info`, as the one who called is told with an
        /// error and decides what it means.
        ///
        /// - Parameter logger: where to; without one, the logger of the task at hand (`Logger.current`).
        public static func logs(to logger: Logger? = nil) -> EventSink {
            { event in EventLine(event).write(to: logger ?? Logger.current) }
        }

        /// Counters and timers; their names are in ``EventMetric``.
        ///
        /// - Parameter factory: where to; without one, the process's.
        public static func metrics(to factory: (any MetricsFactory)? = nil) -> EventSink {
            let metrics = EventMetrics(factory: factory)
            return { metrics.record($0) }
        }

        /// A span for every call, from the moment it queued for its turn to its last answer. Attempts, refusals and pauses are events in it.
        ///
        /// - Parameter tracer: where to; without one, the process's.
        public static func spans(to tracer: (any Tracer)? = nil) -> EventSink {
            let spans = EventSpans(tracer: tracer)
            return { spans.record($0) }
        }

        /// One sink that hands every event to several.
        public static func together(_ sinks: EventSink...) -> EventSink {
            { event in for sink in sinks { sink(event) } }
        }
    }
#endif
