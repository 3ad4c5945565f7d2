public import Foundation
public import GraphClient

/// What a step came to.
public struct InstallOutcome: Hashable, Sendable, Codable {
    /// The kinds, in the words that scripts rely on.
    public enum Kind: String, Hashable, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
        /// Installed in this run.
        case installed
        /// It was there.
        case alreadyInstalled
        /// Brought to the catalogue's version in this run.
        case upgraded
        /// Removed in this run.
        case uninstalled
        /// It was not there.
        case alreadyAbsent
        /// Left out, with a reason.
        case skipped
        /// Not done, with a reason and a remedy.
        case failed
    }

    /// The user.
    public var user: User.ID
    /// The user principal name.
    public var userPrincipalName: String
    /// What it came to.
    public var kind: Kind
    /// Why, for `skipped` and `failed`: a stable word.
    public var reason: String?
    /// The service's own words, shortened, for `failed`.
    public var detail: String?
    /// What a person should do.
    public var remedy: String?
    /// The service's request id.
    public var requestID: String?

    /// Makes an outcome.
    public init(
        user: User.ID, userPrincipalName: String, kind: Kind, reason: String? = nil, detail: String? = nil,
        remedy: String? = nil, requestID: String? = nil
    ) {
        self.user = user
        self.userPrincipalName = userPrincipalName
        self.kind = kind
        self.reason = reason
        self.detail = detail
        self.remedy = remedy
        self.requestID = requestID
    }

    /// Where it leaves the user.
    public var status: UserStatus {
        switch kind {
        case .installed, .alreadyInstalled, .upgraded: .installed
        case .uninstalled, .alreadyAbsent: .notSelected
        case .skipped: .skipped
        case .failed: .failed
        }
    }
}

extension InstallPlan.Skip {
    /// What being left out comes to. Somebody who was named and is not there is a failure: whoever named them wanted something done.
    public var outcome: InstallOutcome {
        InstallOutcome(
            user: id, userPrincipalName: userPrincipalName, kind: reason == .unknownUser ? .failed : .skipped,
            reason: reason.rawValue, remedy: reason.remedy)
    }
}

/// How far a run is.
public struct RunProgress: Hashable, Sendable {
    /// The parts of a run, in order.
    public enum Phase: String, Hashable, Sendable, Codable {
        /// Reading the Microsoft 365 directory.
        case readingUsers
        /// Reading the RingCentral directory.
        case readingExtensions
        /// Bringing both together.
        case matching
        /// Sending.
        case applying
        /// Reading back.
        case verifying
    }

    /// The part.
    public var phase: Phase
    /// Done.
    public var done: Int
    /// Of how many; `nil` where that is not known.
    public var total: Int?
    /// Seconds left as the pacing of requests has it, with everything learned so far; `nil` where there is no telling.
    public var secondsLeft: Double?

    /// Makes a reading.
    public init(phase: Phase, done: Int, total: Int? = nil, secondsLeft: Double? = nil) {
        self.phase = phase
        self.done = done
        self.total = total
        self.secondsLeft = secondsLeft
    }
}

/// What a run reports while it goes on.
public enum RunEvent: Sendable, Hashable {
    /// How far it is.
    case progress(RunProgress)
    /// A user is finished.
    case outcome(InstallOutcome)
    /// Something worth a line, such as a wait for consistency.
    case note(String)
}

/// Takes what a run reports. Called on the task that does the work, so it should be quick.
public typealias RunSink = @Sendable (RunEvent) -> Void

/// How a run ended.
public struct RunSummary: Hashable, Sendable, Codable {
    /// The run.
    public var run: String
    /// What was done.
    public var action: InstallPlan.Action
    /// How many came to each outcome.
    public var counts: [InstallOutcome.Kind: Int]
    /// How many were not worked on, because the run was stopped.
    public var remaining: Int
    /// Why it was stopped, if it was.
    public var stopped: RunStop?
    /// When it began (the first attempt, if it was resumed).
    public var startedAt: Date
    /// When it ended.
    public var endedAt: Date

    /// Whether everything is done and nobody failed.
    public var isComplete: Bool { remaining == 0 && stopped == nil && counts[.failed, default: 0] == 0 }
}

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

    /// Makes a stop.
    public init(reason: String, description: String, remedy: String, requestID: String? = nil) {
        self.reason = reason
        self.description = description
        self.remedy = remedy
        self.requestID = requestID
    }
}
