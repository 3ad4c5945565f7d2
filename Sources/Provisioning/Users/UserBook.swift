import Foundation
import GraphClient
import PatchbayCore

/// What the ledger's records of one tenant and app add up to: the users, their matches, where each stands, and the run that is not
/// finished. A fold without side effects; reading it disturbs nobody.
struct UserBook: Sendable {
    struct Entry: Sendable {
        var user: UserRecord
        var match: MatchRecord?
        var status: UserStatus = .notSelected
        var reason: String?
        var remedy: String?
        var requestID: String?
        var changedAt: Date?
        var confirmedAt: Date?
        var generation = 0
    }

    /// A run that was started and has not ended.
    struct OpenRun: Sendable {
        var header: RunHeader
        var steps: [InstallPlan.Step] = []
        var skips: [InstallPlan.Skip] = []
        /// Announced to the service and without outcome: to be looked up before anything is sent.
        var doubtful: Set<User.ID> = []
        /// Finished, and how.
        var outcomes: [User.ID: InstallOutcome.Kind] = [:]
        /// Sent with success and not yet read back.
        var unconfirmed: Set<User.ID> = []
    }

    private(set) var entries: [User.ID: Entry] = [:]
    private(set) var order: [User.ID] = []
    private(set) var deltaLink: DeltaLink?
    private(set) var readAt: Date?
    private(set) var openRun: OpenRun?
    private(set) var lastEnded: RunEnd?

    var users: [UserRecord] { order.compactMap { entries[$0]?.user } }

    var table: UserTable {
        UserTable(
            rows: order.compactMap { id in
                entries[id].map { entry in
                    UserTable.Row(
                        user: entry.user, match: entry.match, status: entry.status, reason: entry.reason,
                        remedy: entry.remedy, requestID: entry.requestID, changedAt: entry.changedAt,
                        confirmedAt: entry.confirmedAt)
                }
            }, readAt: readAt)
    }

    /// Reads a tenant's records.
    static func read(_ run: RunID, from ledger: any Ledger) async throws -> UserBook {
        var book = UserBook()
        try await ledger.read(run) { try book.apply($0) }
        book.dropGone()
        return book
    }

    mutating func apply(_ record: LedgerRecord) throws {
        switch record.kind {
        case .user:
            let user = try record.decode(UserRecord.self)
            if entries[user.id] == nil {
                order.append(user.id)
                entries[user.id] = Entry(user: user)
            } else {
                entries[user.id]?.user = user
            }
        case .userGone:
            entries[User.ID(rawValue: record.subject)] = nil
            gone += 1
        case .match:
            entries[User.ID(rawValue: record.subject)]?.match = try record.decode()
        case .directoryRead:
            let read = try record.decode(DirectoryRead.self)
            deltaLink = read.deltaLink
            readAt = record.at
        case .runStarted:
            let header = try record.decode(RunHeader.self)
            openRun = OpenRun(header: header)
        case .runPlanned:
            let chunk = try record.decode(PlanChunk.self)
            openRun?.steps += chunk.steps
            openRun?.skips += chunk.skips
            for step in chunk.steps where step.expectation == .open {
                set(step.id, .pending, at: record.at, reason: nil, remedy: nil, requestID: nil)
            }
            for skip in chunk.skips where entries[skip.id]?.status != .installed {
                set(
                    skip.id, .skipped, at: record.at, reason: skip.reason.rawValue, remedy: skip.reason.remedy,
                    requestID: nil)
            }
        case .intent:
            openRun?.doubtful.insert(User.ID(rawValue: record.subject))
        case .outcome:
            let id = User.ID(rawValue: record.subject)
            let outcome = try record.decode(OutcomeRecord.self)
            openRun?.doubtful.remove(id)
            openRun?.outcomes[id] = outcome.kind
            if outcome.isConfirmed { openRun?.unconfirmed.remove(id) } else { openRun?.unconfirmed.insert(id) }
            let status = InstallOutcome(user: id, userPrincipalName: "", kind: outcome.kind).status
            set(
                id, status, at: record.at, reason: outcome.reason, remedy: outcome.remedy,
                requestID: outcome.requestID)
            if outcome.isConfirmed, status == .installed { entries[id]?.confirmedAt = record.at }
        case .runEnded:
            let end = try record.decode(RunEnd.self)
            lastEnded = end
            if end.isFinal { openRun = nil }
        default:
            // A kind of a newer version: it adds nothing that this one knows about.
            break
        }
    }

    private var gone = 0

    mutating func dropGone() {
        guard gone > 0 else { return }
        order.removeAll { entries[$0] == nil }
        // A user who came back after being removed is in the order twice.
        var seen: Set<User.ID> = []
        order.removeAll { !seen.insert($0).inserted }
        gone = 0
    }

    private mutating func set(
        _ id: User.ID, _ status: UserStatus, at date: Date, reason: String?, remedy: String?, requestID: String?
    ) {
        guard entries[id] != nil else { return }
        entries[id]?.status = status
        entries[id]?.reason = reason
        entries[id]?.remedy = remedy
        entries[id]?.requestID = requestID
        entries[id]?.changedAt = date
    }
}

/// What a run begins with.
struct RunHeader: Codable, Sendable {
    var run: String
    var action: InstallPlan.Action
    var app: TeamsApp.ID
    var target: InstallTarget
    var digest: String
    var knownInstalled: Int
}

/// A plan is written in pieces, so that no line of the ledger is too long to handle.
struct PlanChunk: Codable, Sendable {
    var steps: [InstallPlan.Step]
    var skips: [InstallPlan.Skip]
}

/// What a step came to, with and without the read-back.
struct OutcomeRecord: Codable, Sendable {
    var kind: InstallOutcome.Kind
    var reason: String?
    var remedy: String?
    var requestID: String?
    /// Whether the service showed it afterwards, or nothing had to be shown.
    var isConfirmed: Bool

    private enum CodingKeys: String, CodingKey {
        case kind = "o"
        case reason = "r"
        case remedy = "m"
        case requestID = "q"
        case isConfirmed = "c"
    }
}

/// What a run ends with.
struct RunEnd: Codable, Sendable {
    var run: String
    var counts: [InstallOutcome.Kind: Int]
    var stopped: RunStop?
    /// Whether the run is over; a stopped one can be resumed.
    var isFinal: Bool
}

/// A reading of the whole directory, or of what changed in it.
struct DirectoryRead: Codable, Sendable {
    var deltaLink: DeltaLink?
    var isFull: Bool
    var users: Int
}

extension LedgerRecord.Kind {
    static let user = Self(rawValue: "user")
    static let userGone = Self(rawValue: "userGone")
    static let match = Self(rawValue: "match")
    static let directoryRead = Self(rawValue: "directoryRead")
    static let runStarted = Self(rawValue: "runStarted")
    static let runPlanned = Self(rawValue: "runPlanned")
    static let intent = Self(rawValue: "intent")
    static let outcome = Self(rawValue: "outcome")
    static let runEnded = Self(rawValue: "runEnded")
}
