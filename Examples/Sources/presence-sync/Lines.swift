import ExampleSupport
import Foundation
import GraphClient
import PatchbayCore
import PresenceSync

/// The JSON lines, an interface that scripts rely on. Each has a `type`.
enum Line {
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
        let byNotification: Int
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
            byNotification = snapshot.usersByNotification
            counts = snapshot.counts
        }
    }

    /// What has become of a subscription to notifications.
    struct Subscription: Encodable {
        let type = "subscription"
        let at: String
        let service: String
        let number: Int
        let news: String
        let people: Int
        let isFlowing: Bool
        let expiresAt: String?
        let message: String
        let remedy: String?

        init(_ report: SubscriptionReport, at date: Date) {
            at = WireDate.string(date)
            service = report.status.service.rawValue
            number = report.status.number
            news = report.news.rawValue
            people = report.status.people
            isFlowing = report.status.isFlowing
            expiresAt = report.status.expiresAt.map { WireDate.string($0) }
            message = report.sentence
            remedy = report.news == .troubled || report.news == .silent ? report.status.trouble?.remedy : nil
        }
    }

    struct SignedIn: Encodable {
        let type = "signedIn"
        let user: String?
        let number: Int
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
