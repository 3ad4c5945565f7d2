/// Why a run was stopped before its end: a fault that every further user would meet too.
public struct RunStop: Error, Hashable, Sendable, Codable, CustomStringConvertible {
    /// A stable word, such as `missingPermission` or `appNotInCatalog`.
    public var reason: String
    /// In a sentence.
    public var description: String
    /// What a person should do before resuming.
    public var remedy: String
    /// The service's request id.
    public var requestID: String?

    /// Whether resuming alone may be enough, because nothing has to be mended first: somebody stopped it, or a service was away or overloaded.
    public var isTransient: Bool { ["interrupted", "serviceUnreachable", "throttledOut"].contains(reason) }

    /// Somebody asked the run to end.
    static let interrupted = RunStop(
        reason: "interrupted", description: "The run was stopped in good order.",
        remedy: "Resume it; what is done is not repeated.")

    /// Makes a stop.
    public init(reason: String, description: String, remedy: String, requestID: String? = nil) {
        self.reason = reason
        self.description = description
        self.remedy = remedy
        self.requestID = requestID
    }
}
