#if Observability
    import Logging
    import PatchbayCore

    /// What an event says in a log.
    struct EventLine {
        let level: Logger.Level
        let message: Logger.Message
        private(set) var metadata: Logger.Metadata

        init(_ event: ClientEvent) {
            metadata = [
                "service": "\(event.service)", "operation": "\(event.operation)", "call": "\(event.callID)",
            ]
            if let id = event.requestID { metadata["request_id"] = "\(id)" }
            switch event.kind {
            case .sending(let attempt, let waited):
                (level, message) = (.trace, "A request is sent")
                metadata["attempt"] = "\(attempt)"
                metadata["waited"] = "\(waited)"
            case .answered(let status, let time):
                (level, message) = (.trace, "An answer came")
                metadata["status"] = "\(status)"
                metadata["after"] = "\(time)"
            case .unanswered(let kind):
                (level, message) = (.info, "No answer came")
                metadata["error"] = "\(kind.rawValue)"
            case .retrying(let attempt, let wait):
                (level, message) = (.info, "A request will be sent again")
                metadata["attempt"] = "\(attempt)"
                metadata["wait"] = "\(wait)"
            case .throttled(let wait):
                (level, message) = (.notice, "The service asks for a pause")
                if let wait { metadata["wait"] = "\(wait)" }
            case .tokenRefreshed:
                (level, message) = (.debug, "A token was fetched")
            case .succeeded(let time):
                (level, message) = (.debug, "A call succeeded")
                metadata["after"] = "\(time)"
            case .failed(let what, let time):
                (level, message) = (.info, "A call failed")
                metadata["error"] = "\(what)"
                metadata["after"] = "\(time)"
            }
        }

        func write(to logger: Logger) { logger.log(level: level, message, metadata: metadata) }
    }
#endif
