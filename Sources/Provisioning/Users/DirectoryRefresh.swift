import Foundation
import GraphClient
import IdentityMatching
import PatchbayCore
import RingCentralClient

/// What a refresh changed.
public struct RefreshSummary: Hashable, Sendable, Codable {
    /// Users in the table now.
    public var users: Int
    /// New since the last reading.
    public var added: Int
    /// Changed since the last reading.
    public var changed: Int
    /// Gone since the last reading.
    public var removed: Int
    /// Whether everything was read, instead of only what changed.
    public var wasFull: Bool
    /// RingCentral directory entries read; `nil` without a RingCentral connection.
    public var extensions: Int?
    /// How many users have each match: `exact`, `pinned`, `ambiguous`, `suggested`, `unmatched`.
    public var matches: [String: Int]
}

/// Brings the table up to date: what changed since the last reading where that can be asked, else everything with mark and sweep.
struct DirectoryRefresh: Sendable {
    let graph: Graph
    let ringCentral: RingCentral?
    let matcher: IdentityMatcher
    let eligibility: Eligibility
    let ledger: any Ledger
    let run: RunID
    let time: TimeSource
    let emit: RunSink<InstallOutcome>

    func callAsFunction(_ before: UserBook, full: Bool) async throws -> RefreshSummary {
        var changes = Changes(before: before)
        var link: DeltaLink?
        var wasFull = full || before.deltaLink == nil
        if !wasFull, let since = before.deltaLink {
            do {
                link = try await readChanges(since: since, into: &changes)
            } catch is DeltaExpired {
                emit(.note("The stored position in the directory is no longer valid; reading everything again."))
                changes = Changes(before: before)
                wasFull = true
            }
        }
        if wasFull { link = try await readEverything(into: &changes) }
        let extensions = try await readExtensions()
        emit(.progress(RunProgress(phase: .matching, done: 0, total: changes.users.count)))
        var records = try changes.records(at: time.date)
        var summary = RefreshSummary(
            users: changes.users.count, added: changes.added, changed: changes.changed, removed: changes.removed.count,
            wasFull: wasFull, extensions: extensions?.count, matches: [:])
        if let extensions {
            let report = matcher.match(
                changes.users.map { Person($0) }, with: extensions.map { IdentityMatching.DirectoryEntry($0) })
            for (user, result) in zip(changes.users, report.results) {
                let match = MatchRecord(result)
                summary.matches[match.match, default: 0] += 1
                if before.entries[user.id]?.match != match {
                    records.append(
                        try LedgerRecord(kind: .match, subject: user.id.rawValue, at: time.date, encoding: match))
                }
            }
        }
        emit(.progress(RunProgress(phase: .matching, done: changes.users.count, total: changes.users.count)))
        // The position is the last record: if the process dies before it, the same changes are read again.
        records.append(
            try LedgerRecord(
                kind: .directoryRead, at: time.date,
                encoding: DirectoryRead(deltaLink: link, isFull: wasFull, users: changes.users.count)))
        for start in stride(from: 0, to: records.count, by: 2000) {
            try await ledger.append(Array(records[start..<min(start + 2000, records.count)]), to: run)
        }
        return summary
    }

    private func readChanges(since link: DeltaLink, into changes: inout Changes) async throws -> DeltaLink? {
        var newest: DeltaLink?
        var count = 0
        for try await page in try graph.users.delta(since: link) {
            for user in page.changed {
                changes.upsert(UserRecord(user, eligibility: eligibility))
                count += 1
            }
            for removed in page.removed { changes.remove(removed.id) }
            if let link = page.link { newest = link }
            emit(.progress(RunProgress(phase: .readingUsers, done: count)))
        }
        return newest ?? link
    }

    private func readEverything(into changes: inout Changes) async throws -> DeltaLink? {
        // The position is taken first: what changes while the list is read comes again with the next refresh.
        let link: DeltaLink?
        do {
            link = try await graph.users.currentDeltaLink()
        } catch let error as ServiceError where error.category != .authentication {
            emit(.note("Changes cannot be tracked in this tenant (\(error.code)); refreshes will read everything."))
            link = nil
        }
        changes.beginSweep()
        var count = 0
        for try await page in try graph.users.list().pages {
            for user in page { changes.upsert(UserRecord(user, eligibility: eligibility)) }
            count += page.count
            emit(.progress(RunProgress(phase: .readingUsers, done: count)))
        }
        changes.sweep()
        return link
    }

    private func readExtensions() async throws -> [RingCentralClient.DirectoryEntry]? {
        guard let ringCentral else { return nil }
        var all: [RingCentralClient.DirectoryEntry] = []
        for try await page in ringCentral.directory.entries().pages {
            all += page
            emit(.progress(RunProgress(phase: .readingExtensions, done: all.count)))
        }
        return all
    }

    /// The directory as it was and what is different now.
    struct Changes {
        private let before: UserBook
        private var fresh: [User.ID: UserRecord] = [:]
        private var newcomers: [User.ID] = []
        private var seen: Set<User.ID> = []
        private(set) var removed: Set<User.ID> = []
        private(set) var added = 0
        private(set) var changed = 0

        init(before: UserBook) { self.before = before }

        /// Applied twice, or out of order, it comes to the same: the last word on a user counts.
        mutating func upsert(_ user: UserRecord) {
            seen.insert(user.id)
            removed.remove(user.id)
            if let old = before.entries[user.id]?.user {
                if old != user {
                    if fresh.updateValue(user, forKey: user.id) == nil { changed += 1 }
                } else if fresh.removeValue(forKey: user.id) != nil {
                    changed -= 1
                }
            } else if fresh.updateValue(user, forKey: user.id) == nil {
                added += 1
                newcomers.append(user.id)
            }
        }

        mutating func remove(_ id: User.ID) {
            if fresh.removeValue(forKey: id) != nil {
                if before.entries[id] == nil {
                    added -= 1
                    newcomers.removeAll { $0 == id }
                } else {
                    changed -= 1
                }
            }
            if before.entries[id] != nil { removed.insert(id) }
        }

        mutating func beginSweep() { seen = [] }

        mutating func sweep() {
            for id in before.order where !seen.contains(id) && before.entries[id] != nil { removed.insert(id) }
        }

        /// Everybody as of now: those from before in their order, then the newcomers.
        var users: [UserRecord] {
            before.order.compactMap { id in
                removed.contains(id) ? nil : fresh[id] ?? before.entries[id]?.user
            } + newcomers.compactMap { fresh[$0] }
        }

        func records(at date: Date) throws -> [LedgerRecord] {
            var records: [LedgerRecord] = []
            for id in removed.sorted(by: { $0.rawValue < $1.rawValue }) {
                records.append(LedgerRecord(kind: .userGone, subject: id.rawValue, at: date))
            }
            for user in before.order.compactMap({ fresh[$0] }) + newcomers.compactMap({ fresh[$0] }) {
                records.append(try LedgerRecord(kind: .user, subject: user.id.rawValue, at: date, encoding: user))
            }
            return records
        }
    }
}
