public import Foundation
public import PatchbayCore

/// Runs a ledger through what a run relies on, and says where it does not keep the contract of `Ledger`: order, durability, whole
/// appends, compactions, exclusive leases.
///
/// It uses no test framework, so it runs under any:
///
/// ```swift
/// @Test func `my ledger keeps the contract`() async {
///     #expect(await LedgerConformance.check { folder in try MyLedger(at: folder) } == [])
/// }
/// ```
///
/// Each requirement works in a new folder of its own, below the system's temporary folder, and removes it.
public enum LedgerConformance {
    /// How long a ledger's records are meant to last.
    public enum Lifetime: Sendable {
        /// As long as the instance: what needs a second instance, or a folder, is passed over.
        case instance
        /// Across instances and processes, in the folder it was given.
        case folder
    }

    /// One thing that a ledger must do.
    public struct Requirement: Hashable, Sendable, CustomStringConvertible {
        /// The requirement, as the second half of “It must hold that …”.
        public let description: String
        /// Whether it needs records that outlive an instance.
        public let needsFolder: Bool
        let body: @Sendable (Bench) async throws -> Void

        init(
            _ description: String, needsFolder: Bool = false, _ body: @escaping @Sendable (Bench) async throws -> Void
        ) {
            self.description = description
            self.needsFolder = needsFolder
            self.body = body
        }

        /// The same requirement.
        public static func == (left: Requirement, right: Requirement) -> Bool { left.description == right.description }
        /// By its sentence.
        public func hash(into hasher: inout Hasher) { hasher.combine(description) }
    }

    /// All of them.
    public static let requirements: [Requirement] =
        recordRequirements + compactionRequirements + durabilityRequirements + leaseRequirements

    /// Runs a ledger through requirements.
    ///
    /// - Parameters:
    ///   - requirements: which ones; all by default.
    ///   - lifetime: how long its records are meant to last.
    ///   - timeLimit: how long one requirement may take before the ledger counts as stuck.
    ///   - tear: cuts off the last bytes that were written for a run in that folder, as a crash in the middle of a write would. Give it if
    ///     the ledger has a format of its own; a database sees to this itself. Without it, ``tornEndings`` is passed over.
    ///   - makeLedger: makes a ledger in a folder, which exists and is empty at first; called more than once with the same folder where the
    ///     records last.
    /// - Returns: what is not met, empty if all is well.
    public static func check(
        _ requirements: [Requirement] = requirements, lifetime: Lifetime = .folder,
        timeLimit: Duration = .seconds(300), tear: (@Sendable (URL, RunID) throws -> Void)? = nil,
        makeLedger: @escaping @Sendable (URL) async throws -> any Ledger
    ) async -> [ConformanceFailure] {
        var failures: [ConformanceFailure] = []
        for requirement in requirements where lifetime == .folder || !requirement.needsFolder {
            let findings = Findings(for: requirement.description)
            let folder = FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID().uuidString)")
            do {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                let bench = Bench(folder: folder, tear: tear, makeLedger: makeLedger, findings: findings)
                switch await settled(within: timeLimit, { try await requirement.body(bench) }) {
                case .success: break
                case .failure(let error as UnexpectedOutcome): findings.add(error.sentence)
                case .failure(let error): findings.add("the check ended with \(error)")
                case nil: findings.add("the check did not end within \(timeLimit)")
                }
                try FileManager.default.removeItem(at: folder)
            } catch {
                findings.add("the check could not work in its folder: \(error)")
            }
            failures += findings.failures
        }
        return failures
    }
}

/// What a check of a ledger works with.
struct Bench: Sendable {
    let folder: URL
    let tear: (@Sendable (URL, RunID) throws -> Void)?
    let makeLedger: @Sendable (URL) async throws -> any Ledger
    let findings: Findings

    /// A ledger in the folder: a new instance each time.
    func ledger() async throws -> any Ledger { try await makeLedger(folder) }

    func run(_ name: String = "run-1") throws -> RunID {
        guard let run = RunID(name) else { throw UnexpectedOutcome(sentence: "“\(name)” is not the name of a run") }
        return run
    }

    /// A record that can be told from every other.
    func record(_ number: Int, payload: Data? = nil) -> LedgerRecord {
        LedgerRecord(
            kind: LedgerRecord.Kind(rawValue: number % 2 == 0 ? "intent" : "outcome"), subject: "user-\(number)",
            at: Date(timeIntervalSince1970: 1_800_000_000 + Double(number) / 8),
            payload: payload ?? Data("{\"number\":\(number)}".utf8))
    }

    func records(_ numbers: some Sequence<Int>) -> [LedgerRecord] { numbers.map { record($0) } }

    func expect(_ ledger: any Ledger, of run: RunID, holds expected: [LedgerRecord], after event: String) async throws {
        let found = try await ledger.records(of: run)
        guard found != expected else { return }
        if found.count != expected.count {
            findings.add("after \(event), \(found.count) records are there instead of \(expected.count)")
        } else if let at = found.indices.first(where: { found[$0] != expected[$0] }) {
            findings.add(
                "after \(event), record \(at + 1) is \(Self.words(found[at])) instead of \(Self.words(expected[at]))")
        }
    }

    /// What a throwing call came to: `nil` if it threw nothing.
    func error(from work: () async throws -> Void) async -> (any Error)? {
        do {
            try await work()
            return nil
        } catch {
            return error
        }
    }

    private static func words(_ record: LedgerRecord) -> String {
        let payload = String(decoding: record.payload.prefix(80), as: UTF8.self)
        return
            "\(record.kind.rawValue) of “\(record.subject.prefix(40))” at \(WireDate.string(record.at)) with \(payload)"
    }
}
