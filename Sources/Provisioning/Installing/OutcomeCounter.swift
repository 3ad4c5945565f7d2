import GraphClient
import Synchronization

/// Counts outcomes as they are reported, those of earlier attempts of the same run included.
final class OutcomeCounter: Sendable {
    private let state: Mutex<[InstallOutcome.Kind: Int]>

    init(_ open: UserBook.OpenRun) {
        var counts: [InstallOutcome.Kind: Int] = [:]
        for (id, kind) in open.outcomes where !open.unconfirmed.contains(id) { counts[kind, default: 0] += 1 }
        for skip in open.skips { counts[skip.outcome.kind, default: 0] += 1 }
        state = Mutex(counts)
    }

    var counts: [InstallOutcome.Kind: Int] { state.withLock { $0 } }

    func count(_ outcome: InstallOutcome) {
        state.withLock { $0[outcome.kind, default: 0] += 1 }
    }
}
