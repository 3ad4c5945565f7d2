/// One attempt to change something, as the cloud saw it.
public struct WriteRecord: Hashable, Sendable, Codable {
    /// Seconds since the cloud was made.
    public var at: Double
    /// What was asked for.
    public var operation: SimulatedOperation
    /// What it was about; for installs the user's object id.
    public var subject: String
    /// The status of the answer, also if the answer was lost.
    public var status: Int
    /// Whether something changed.
    public var applied: Bool
    /// Whether an answer was sent that says so. An applied write without one is what a client must read back.
    public var answered: Bool
}

/// A mail that was accepted.
public struct SentMail: Hashable, Sendable, Codable {
    /// Whose mailbox sent it.
    public var from: String
    /// The recipients' addresses.
    public var to: [String]
    /// The subject.
    public var subject: String
    /// The kind of body, `Text` or `HTML`.
    public var contentType: String
    /// The body.
    public var content: String
}

/// What the cloud saw: the second opinion that a run is judged by.
public struct CloudJournal: Hashable, Sendable, Codable {
    /// How often an operation was called, and how it was answered.
    public struct Count: Hashable, Sendable, Codable {
        /// Calls, lost ones included.
        public var calls = 0
        /// Answers by status.
        public var byStatus: [Int: Int] = [:]
        /// Calls that got no answer.
        public var unanswered = 0
    }

    /// Every attempt to change something, in order.
    public var writes: [WriteRecord] = []
    /// Calls by operation. Items of a batch are counted as what they are, and the batch once more as a batch.
    public var operations: [String: Count] = [:]
    /// Calls that were made while a penalty was running. A good client makes none.
    public var callsDuringPenalty = 0
    /// How many requests with an `Authorization` field came to each origin. Only the cloud's own may appear.
    public var authorizedRequestsByOrigin: [String: Int] = [:]
    /// Mails that were accepted.
    public var mails: [SentMail] = []
    /// Access tokens that were issued, by service.
    public var tokensIssued: [String: Int] = [:]

    /// How often a call was refused for too many requests, batch items included.
    public var throttled: Int { operations.values.reduce(0) { $0 + ($1.byStatus[429] ?? 0) } }

    /// The writes about one thing.
    public func writes(about subject: String) -> [WriteRecord] { writes.filter { $0.subject == subject } }

    /// How many writes of an operation changed something, by subject.
    public func appliedWrites(of operation: SimulatedOperation) -> [String: Int] {
        var counts: [String: Int] = [:]
        for write in writes where write.applied && write.operation == operation {
            counts[write.subject, default: 0] += 1
        }
        return counts
    }

    /// How often an operation was called.
    public func calls(of operation: SimulatedOperation) -> Int { operations[operation.rawValue]?.calls ?? 0 }

    mutating func count(_ operation: SimulatedOperation, status: Int?) {
        var count = operations[operation.rawValue] ?? Count()
        count.calls += 1
        if let status { count.byStatus[status, default: 0] += 1 } else { count.unanswered += 1 }
        operations[operation.rawValue] = count
    }
}
