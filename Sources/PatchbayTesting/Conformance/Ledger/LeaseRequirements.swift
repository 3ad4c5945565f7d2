import Foundation
import PatchbayCore
import Synchronization

extension LedgerConformance {
    /// One at a time.
    static let leaseRequirements = [leases, leaseEnds, leaseRaces, leasesElsewhere]

    /// The second is told at once.
    public static let leases = Requirement("a run has one holder at a time, and the second is refused as busy") {
        bench in
        let ledger = try await bench.ledger()
        let (run, other) = (try bench.run(), try bench.run("run-2"))
        try await ledger.withLease(on: run) {
            let error = await bench.error { try await ledger.withLease(on: run) {} }
            expectBusy(error, "a second holder", bench)
            let free = await bench.error { try await ledger.withLease(on: other) {} }
            bench.findings.expect(free == nil, "another run's lease was refused: \(free.map { "\($0)" } ?? "")")
            try await ledger.append([bench.record(1)], to: run)
        }
        try await bench.expect(ledger, of: run, holds: bench.records(1...1), after: "an append under a lease")
    }

    /// However the work ends.
    public static let leaseEnds = Requirement("a lease ends with its work, also when that throws or is cancelled") {
        bench in
        let ledger = try await bench.ledger()
        let run = try bench.run()
        let value = try await ledger.withLease(on: run) { 7 }
        bench.findings.expect(value == 7, "the work's result came out as \(value)")
        let thrown = await bench.error { try await ledger.withLease(on: run) { throw Failed() } }
        bench.findings.expect(thrown is Failed, "the work's error came out as \(thrown.map { "\($0)" } ?? "nothing")")
        let began = AsyncStream<Void>.makeStream()
        let task = Task {
            defer { began.continuation.finish() }
            try await ledger.withLease(on: run) {
                began.continuation.finish()
                try await Task.sleep(for: .seconds(60))
            }
        }
        for await _ in began.stream {}
        task.cancel()
        let cancelled = await bench.error { try await task.value }
        bench.findings.expect(
            cancelled is CancellationError, "cancelled work ended with \(cancelled.map { "\($0)" } ?? "nothing")")
        let after = await bench.error { try await ledger.withLease(on: run) {} }
        bench.findings.expect(after == nil, "the lease was not given back: \(after.map { "\($0)" } ?? "")")
    }

    /// Many at once.
    public static let leaseRaces = Requirement("of many who want a lease at once, never two have it") { bench in
        let ledger = try await bench.ledger()
        try await race([ledger], bench)
    }

    /// Two processes, as far as one process can tell.
    public static let leasesElsewhere = Requirement(
        "a lease holds against other instances too", needsFolder: true
    ) { bench in
        let (one, two) = (try await bench.ledger(), try await bench.ledger())
        let run = try bench.run()
        try await one.withLease(on: run) {
            let error = await bench.error { try await two.withLease(on: run) {} }
            expectBusy(error, "a second holder in another instance", bench)
        }
        let after = await bench.error { try await two.withLease(on: run) {} }
        bench.findings.expect(after == nil, "the other instance was refused later: \(after.map { "\($0)" } ?? "")")
        try await race([one, two], bench)
    }

    private static func race(_ ledgers: [any Ledger], _ bench: Bench) async throws {
        let run = try bench.run()
        let holders = Holders()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                let ledger = ledgers[number % ledgers.count]
                group.addTask {
                    let error = await bench.error {
                        try await ledger.withLease(on: run) {
                            holders.enter()
                            try await Task.sleep(for: .milliseconds(1))
                            holders.leave()
                        }
                    }
                    if let error { expectBusy(error, "another holder", bench) }
                }
            }
        }
        let (most, total) = holders.counts
        bench.findings.expect(most <= 1, "\(most) held the lease at once")
        bench.findings.expect(total >= 1, "nobody got the lease")
    }

    private static func expectBusy(_ error: (any Error)?, _ who: String, _ bench: Bench) {
        if let error = error as? LedgerError, error.kind == .busy { return }
        bench.findings.add("\(who) got \(error.map { "“\($0)”" } ?? "the lease") instead of “busy”")
    }

    private struct Failed: Error {}

    private final class Holders: Sendable {
        private let state = Mutex((now: 0, most: 0, total: 0))

        func enter() {
            state.withLock { state in
                state.now += 1
                state.total += 1
                state.most = max(state.most, state.now)
            }
        }

        func leave() { state.withLock { $0.now -= 1 } }

        var counts: (most: Int, total: Int) { state.withLock { ($0.most, $0.total) } }
    }
}
