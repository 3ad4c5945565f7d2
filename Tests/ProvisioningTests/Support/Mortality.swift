import Foundation
import PatchbayCore
import PatchbayTesting
import Synchronization

/// A process that dies: of an append to its ledger, or of a write that the service has carried out and nobody hears of.
enum Mortality {
    /// When in an append the process dies.
    enum Moment: String, CaseIterable, Sendable {
        /// Before the record is durable.
        case before
        /// When it is, and nothing else has happened.
        case after
        /// With half of it on the disk.
        case torn
    }

    /// The moment of death. Everything that the process does afterwards fails.
    final class Death: Sendable {
        struct Dead: Error {}
        private let left: Mutex<Int>

        init(at number: Int) { left = Mutex(number) }

        var isDead: Bool { left.withLock { $0 <= 0 } }

        /// Counts down; whether this is the fatal one.
        func countDown() -> Bool {
            left.withLock { left in
                left -= 1
                return left == 0
            }
        }
    }

    /// The ledger of a process that dies at an append.
    struct MortalLedger: Ledger {
        let base: any Ledger
        let death: Death
        /// How it dies; `nil` if it dies of something else.
        let moment: Moment?
        var folder: URL?

        func append(_ records: [LedgerRecord], to run: RunID) async throws {
            if death.isDead { throw Death.Dead() }
            guard let moment, death.countDown() else {
                try await base.append(records, to: run)
                return
            }
            let file = folder?.appending(path: "\(run).jsonl")
            let length = file.map(Self.length)
            if moment != .before { try await base.append(records, to: run) }
            if moment == .torn, let file, let length {
                let handle = try FileHandle(forWritingTo: file)
                try handle.truncate(atOffset: length + (Self.length(file) - length) / 2)
                try handle.close()
            }
            throw Death.Dead()
        }

        private static func length(_ file: URL) -> UInt64 {
            ((try? FileManager.default.attributesOfItem(atPath: file.path))?[.size] as? NSNumber)?.uint64Value ?? 0
        }

        func read(_ run: RunID, _ each: (LedgerRecord) throws -> Void) async throws { try await base.read(run, each) }
        func runs() async throws -> [RunID] { try await base.runs() }
        func withLease<Value: Sendable>(on run: RunID, _ work: @Sendable () async throws -> Value) async throws -> Value
        {
            try await base.withLease(on: run, work)
        }
    }

    /// The network of a process that dies, at a write that the service has carried out and nobody hears of.
    struct MortalTransport: HTTPTransport {
        let base: any HTTPTransport
        let death: Death
        /// Whether it dies of a write.
        var countsWrites = false

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            if death.isDead { throw CancellationError() }
            let response = try await base.send(request)
            if countsWrites, request.method != .get, !request.url.path().hasSuffix("/token") { _ = death.countDown() }
            if death.isDead { throw CancellationError() }
            return response
        }
    }
}
