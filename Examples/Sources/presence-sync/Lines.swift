import ExampleSupport
import Foundation
import GraphClient
import PatchbayCore
import PresenceSync

/// The JSON lines, an interface that scripts rely on. Each has a `type`.
enum Line {
    struct Summary: Encodable {
        let type = "summary"
        let command: String
        let counts: [String: Int]
        let exit: Int32
        var stopped: String?
        var seconds: Double?
    }

    struct Progress: Encodable {
        let type = "progress"
        let at: String
        let done: Int
        let total: Int
        let secondsLeft: Double?
        let queueDepth: Int
        let oldestInQueue: Double
        let teamsStaleness: Double
        let ringCentralStaleness: Double
        let unsynced: [String: Int]
        let counts: PresenceSyncCounts

        init(_ snapshot: PresenceSyncSnapshot, at date: Date) {
            at = WireDate.string(date)
            done = snapshot.synced
            total = snapshot.users
            secondsLeft = nil
            queueDepth = snapshot.queueDepth
            oldestInQueue = snapshot.oldestInQueue / .seconds(1)
            teamsStaleness = snapshot.teamsStaleness / .seconds(1)
            ringCentralStaleness = snapshot.ringCentralStaleness / .seconds(1)
            unsynced = Dictionary(snapshot.unsynced.map { ($0.reason.rawValue, 1) }, uniquingKeysWith: +)
            counts = snapshot.counts
        }
    }

    struct Problem: Encodable {
        let type = "problem"
        let user: String?
        let operation: String
        let message: String
        let remedy: String?

        init(_ problem: PresenceProblem) {
            user = problem.user?.rawValue
            operation = problem.operation
            message = problem.message
            remedy = problem.remedy
        }
    }
}
