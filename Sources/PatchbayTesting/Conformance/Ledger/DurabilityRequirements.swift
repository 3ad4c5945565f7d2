import Foundation
import PatchbayCore

extension LedgerConformance {
    /// What outlives an instance.
    static let durabilityRequirements = [
        reopening, secondReader, alternatingWriters, tornEndings, tornAppends, unusableFolders,
    ]

    /// The point of it all.
    public static let reopening = Requirement("what was appended is there in a new instance", needsFolder: true) {
        bench in
        let run = try bench.run()
        for round in 0..<5 {
            let ledger = try await bench.ledger()
            try await bench.expect(ledger, of: run, holds: bench.records(0..<round * 10), after: "\(round) reopenings")
            try await ledger.append(bench.records(round * 10..<round * 10 + 10), to: run)
        }
        let ledger = try await bench.ledger()
        try await bench.expect(ledger, of: run, holds: bench.records(0..<50), after: "the last reopening")
        let runs = try await ledger.runs()
        bench.findings.expect(runs == [run], "the runs are \(runs)")
    }

    /// The user table is read while a run is under way.
    public static let secondReader = Requirement(
        "another instance sees what has been appended", needsFolder: true
    ) { bench in
        let run = try bench.run()
        let (writer, reader) = (try await bench.ledger(), try await bench.ledger())
        for number in 1...20 {
            try await writer.append([bench.record(number)], to: run)
            try await bench.expect(
                reader, of: run, holds: bench.records(1...number), after: "append \(number) elsewhere")
        }
    }

    /// One process resumes what another began, and the first comes back.
    public static let alternatingWriters = Requirement(
        "instances that hold the lease in turn lose nothing of each other's", needsFolder: true
    ) { bench in
        let run = try bench.run()
        let writers = [try await bench.ledger(), try await bench.ledger()]
        for number in 0..<20 {
            let writer = writers[number % 2]
            try await writer.withLease(on: run) { try await writer.append([bench.record(number)], to: run) }
        }
        try await bench.expect(writers[0], of: run, holds: bench.records(0..<20), after: "two writers in turn")
    }

    /// A crash in the middle of a write.
    public static let tornEndings = Requirement(
        "a record that was torn by a crash is dropped, and the next append follows the last whole one",
        needsFolder: true
    ) { bench in
        guard let tear = bench.tear else { return }
        let run = try bench.run()
        let first = try await bench.ledger()
        try await first.append(bench.records(1...9), to: run)
        try await first.append([bench.record(10)], to: run)
        try tear(bench.folder, run)
        let second = try await bench.ledger()
        try await bench.expect(second, of: run, holds: bench.records(1...9), after: "tearing the last record")
        try await second.append(bench.records(11...12), to: run)
        try await bench.expect(
            second, of: run, holds: bench.records(1...9) + bench.records(11...12), after: "appending to a torn ledger")
        let third = try await bench.ledger()
        try await bench.expect(
            third, of: run, holds: bench.records(1...9) + bench.records(11...12), after: "reopening it once more")
    }

    /// Several records that belong together: a run never goes on with half of what it wrote.
    public static let tornAppends = Requirement(
        "an append of several records that was torn by a crash is dropped as a whole", needsFolder: true
    ) { bench in
        guard let tear = bench.tear else { return }
        let run = try bench.run()
        let first = try await bench.ledger()
        try await first.append(bench.records(1...3), to: run)
        try await first.append(bench.records(4...9), to: run)
        try tear(bench.folder, run)
        let second = try await bench.ledger()
        try await bench.expect(second, of: run, holds: bench.records(1...3), after: "tearing an append of six")
        try await second.append(bench.records(10...11), to: run)
        try await bench.expect(
            second, of: run, holds: bench.records(1...3) + bench.records(10...11), after: "appending behind it")
        let third = try await bench.ledger()
        try await bench.expect(
            third, of: run, holds: bench.records(1...3) + bench.records(10...11), after: "reopening it once more")
    }

    /// Better at once than after the first user.
    public static let unusableFolders = Requirement(
        "a folder that cannot be written to is a LedgerError", needsFolder: true
    ) { bench in
        // A folder below a file: nobody can make that, the superuser neither.
        let file = bench.folder.appending(path: "file")
        try Data("not a folder".utf8).write(to: file)
        let error = await bench.error {
            let ledger = try await bench.makeLedger(file.appending(path: "below"))
            try await ledger.append([bench.record(1)], to: try bench.run())
        }
        switch error {
        case let error as LedgerError:
            bench.findings.expect(!error.remedy.sentence.isEmpty, "the error has no remedy")
        case let error?: bench.findings.add("the error is \(error)")
        case nil: bench.findings.add("the append was reported as done")
        }
    }
}
