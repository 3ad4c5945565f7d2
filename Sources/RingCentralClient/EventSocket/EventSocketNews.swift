public import PatchbayCore

/// What an ``EventSocket`` tells.
public enum EventSocketNews: Sendable {
    /// Why events may be lost.
    public enum Loss: String, Hashable, Sendable, Codable {
        /// The service did not take up the broken connection.
        case notRecovered
        /// The connection was gone for longer than the service keeps events.
        case goneTooLong
        /// As many events were missed as the service keeps; there may have been more.
        case tooManyMissed
        /// A message could not be read.
        case unreadable

        /// The reason, as a sentence.
        public var sentence: String {
            switch self {
            case .notRecovered: "RingCentral did not take up the broken event socket."
            case .goneTooLong: "The event socket was gone for longer than RingCentral keeps events."
            case .tooManyMissed: "More events may have been missed than RingCentral keeps."
            case .unreadable: "A message of the event socket could not be read."
            }
        }
    }

    /// What is wrong while there is no connection.
    public struct Trouble: Hashable, Sendable {
        /// A sentence.
        public let message: String
        /// What a person can do about it, if anything.
        public let remedy: Remedy?

        /// Makes one, for tests and stubs.
        public init(_ message: String, remedy: Remedy? = nil) {
            self.message = message
            self.remedy = remedy
        }
    }

    /// The subscription is in force; what happens from now on is told. After the first one, read everything.
    case connected(Subscription)
    /// Something happened. Each event is told once; the order is the service's.
    case event(RingCentralEvent)
    /// There is no connection; another is being made. Nothing is lost yet.
    case recovering(Trouble)
    /// The broken connection was taken up again; what was missed follows.
    case recovered
    /// Read everything: something may have happened that was not told. It comes once a connection stands again.
    case eventsMayBeLost(Loss)
}
