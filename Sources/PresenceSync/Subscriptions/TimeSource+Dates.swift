import Foundation
import PatchbayCore

extension TimeSource {
    /// A date of a service, on our own clock.
    func moment(_ date: Date?) -> Duration? { date.map { now + .seconds($0.timeIntervalSince(self.date)) } }
}
