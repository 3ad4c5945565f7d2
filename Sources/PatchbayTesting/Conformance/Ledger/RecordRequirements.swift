import Foundation
import PatchbayCore

extension LedgerConformance {
    /// What is written is read.
    static let recordRequirements = [
        order, emptyRuns, batches, payloads, separateRuns, runList, concurrentAppends, reading, longRuns,
        cancelledAppends,
    ]

    /// The order is the story.
    public static let order = Requirement("records are read in the order they were appended") { bench in
        let ledger = try await bench.ledger()
        let run = try bench.run()
        for number in 1...50 { try await ledger.append([bench.record(number)], to: run) }
        try await bench.expect(ledger, of: run, holds: bench.records(1...50), after: "50 appends")
        try await bench.expect(ledger, of: run, holds: bench.records(1...50), after: "reading it twice")
    }

    /// Asking costs nothing and changes nothing.
    public static let emptyRuns = Requirement("a run that nobody wrote is empty, and stays unlisted") { bench in
        let ledger = try await bench.ledger()
        try await bench.expect(ledger, of: bench.run("unknown"), holds: [], after: "nothing")
        try await ledger.append([], to: bench.run("empty"))
        try await bench.expect(ledger, of: bench.run("empty"), holds: [], after: "appending no records")
        let runs = try await ledger.runs()
        bench.findings.expect(runs.isEmpty, "the runs are \(runs)")
    }

    /// Several records at once.
    public static let batches = Requirement("records of one append stay together and in order") { bench in
        let ledger = try await bench.ledger()
        let run = try bench.run()
        try await ledger.append(bench.records(1...3), to: run)
        try await ledger.append(bench.records(4...500), to: run)
        try await ledger.append(bench.records(501...501), to: run)
        try await bench.expect(ledger, of: run, holds: bench.records(1...501), after: "appends of 3, 497 and 1")
    }

    /// Names are in every script, and error texts hold anything.
    public static let payloads = Requirement("any text in a record comes back as it was") { bench in
        let ledger = try await bench.ledger()
        let run = try bench.run()
        let texts = [
            "Jürgen “J” O'Neil — 王小明 🙂 \u{202E}x", "quote \" backslash \\ slash / tab \t",
            "line\nbreak\r\nand \u{2028}",
            "nul \u{0} and \u{1F}", ",\"payload\":{\"x\":1}}", "'; DROP TABLE record; --", "",
            String(repeating: "long ", count: 60_000), "e\u{301} \u{E9}",
        ]
        var expected: [LedgerRecord] = []
        for (number, text) in texts.enumerated() {
            let at = Date(timeIntervalSince1970: 1_800_000_000.125 + Double(number))
            expected.append(
                try LedgerRecord(
                    kind: .init(rawValue: "kind \(text.prefix(20))"), subject: text, at: at, encoding: [text: text]))
        }
        expected.append(LedgerRecord(kind: .init(rawValue: "bare"), at: Date(timeIntervalSince1970: 0)))
        for record in expected { try await ledger.append([record], to: run) }
        try await bench.expect(ledger, of: run, holds: expected, after: "appending texts of every sort")
        for (record, text) in zip(try await ledger.records(of: run), texts) {
            let decoded = try record.decode([String: String].self)
            bench.findings.expect(
                decoded.keys.first.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars),
                "“\(text.prefix(40))” came back changed")
        }
        // JSON may hold line breaks between its parts; the bytes may change, the value may not.
        let pretty = Data("{\n  \"a\" : [ 1,\r\n 2 ]\n}".utf8)
        let other = try bench.run("pretty")
        try await ledger.append([bench.record(1, payload: pretty), bench.record(2)], to: other)
        let found = try await ledger.records(of: other)
        bench.findings.expect(
            found.count == 2, "beside a payload with line breaks, \(found.count) records came back instead of 2")
        let value = try found.first?.decode([String: [Int]].self)
        bench.findings.expect(value == ["a": [1, 2]], "a payload with line breaks came back as \(value ?? [:])")
    }

    /// Two tenants, two runs.
    public static let separateRuns = Requirement("runs do not mix") { bench in
        let ledger = try await bench.ledger()
        let (one, two) = (try bench.run("install-1"), try bench.run("install-10"))
        for number in 1...20 { try await ledger.append([bench.record(number)], to: number % 2 == 0 ? one : two) }
        try await bench.expect(
            ledger, of: one, holds: bench.records(stride(from: 2, through: 20, by: 2)),
            after: "writing two runs in turn")
        try await bench.expect(
            ledger, of: two, holds: bench.records(stride(from: 1, through: 20, by: 2)),
            after: "writing two runs in turn")
    }

    /// “Resume the last one” depends on it.
    public static let runList = Requirement("runs are listed newest first") { bench in
        let ledger = try await bench.ledger()
        for name in ["b", "c", "a"] {
            try await ledger.append([bench.record(1)], to: bench.run(name))
            try await Task.sleep(for: .milliseconds(20))
        }
        let runs = try await ledger.runs().map(\.description)
        bench.findings.expect(runs == ["a", "c", "b"], "runs begun as b, c, a are listed as \(runs)")
    }

    /// Several workers report at once.
    public static let concurrentAppends = Requirement("1,000 appends at once are each there once and whole") { bench in
        let ledger = try await bench.ledger()
        let run = try bench.run()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<1000 {
                group.addTask {
                    // Some append two: they must stay neighbours.
                    let numbers = number % 10 == 0 ? [number, 1000 + number] : [number]
                    let error = await bench.error { try await ledger.append(bench.records(numbers), to: run) }
                    if let error { bench.findings.add("an append failed: \(error)") }
                }
            }
        }
        let subjects = try await ledger.records(of: run).map(\.subject)
        bench.findings.expect(subjects.count == 1100, "of 1100 records, \(subjects.count) are there")
        bench.findings.expect(Set(subjects).count == 1100, "of 1100 subjects, \(Set(subjects).count) are there")
        for (index, subject) in subjects.enumerated() {
            guard let number = Int(subject.dropFirst(5)), number < 1000, number % 10 == 0 else { continue }
            let next = index + 1 < subjects.count ? subjects[index + 1] : "the end"
            bench.findings.expect(
                next == "user-\(1000 + number)", "\(subject) is followed by \(next), which was not appended with it")
        }
    }

    /// The reader may stop.
    public static let reading = Requirement("reading stops where the reader throws, and says so") { bench in
        let ledger = try await bench.ledger()
        let run = try bench.run()
        try await ledger.append(bench.records(1...100), to: run)
        var seen = 0
        let error = await bench.error {
            try await ledger.read(run) { _ in
                seen += 1
                if seen == 10 { throw Stop() }
            }
        }
        bench.findings.expect(error is Stop, "the reader's error came out as \(error.map { "\($0)" } ?? "nothing")")
        bench.findings.expect(seen == 10, "the reader was called \(seen) times instead of 10")
        try await bench.expect(ledger, of: run, holds: bench.records(1...100), after: "a reader that stopped")
    }

    /// A tenant of 20,000.
    public static let longRuns = Requirement("20,000 records are read one by one, also while more are appended") {
        bench in
        let ledger = try await bench.ledger()
        let run = try bench.run()
        for start in stride(from: 0, to: 20_000, by: 500) {
            try await ledger.append(bench.records(start..<start + 500), to: run)
        }
        let appending = Task {
            for number in 0..<100 { try await ledger.append([bench.record(20_000 + number)], to: run) }
        }
        var next = 0
        var misplaced = 0
        try await ledger.read(run) { record in
            if record.subject != "user-\(next)" { misplaced += 1 }
            next += 1
        }
        try await appending.value
        bench.findings.expect(misplaced == 0, "\(misplaced) records were out of place")
        bench.findings.expect(
            (20_000...20_100).contains(next), "\(next) records were read while there were 20,000 to 20,100")
        var last = ""
        try await ledger.read(run) { last = $0.subject }
        bench.findings.expect(last == "user-20099", "the last record is \(last)")
    }

    /// Ctrl-C comes at any moment.
    public static let cancelledAppends = Requirement(
        "an append in a cancelled task is there whole, or failed and is not"
    ) { bench in
        let ledger = try await bench.ledger()
        let run = try bench.run()
        var expected: [LedgerRecord] = []
        for number in 0..<100 {
            let records = bench.records([2 * number, 2 * number + 1])
            let task = Task {
                if number % 3 == 0 { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
                try await ledger.append(records, to: run)
            }
            if number % 3 == 1 { task.cancel() }
            let error = await bench.error { try await task.value }
            if error == nil { expected += records }
            if let error, !(error is CancellationError) { bench.findings.add("an append failed with \(error)") }
        }
        try await bench.expect(ledger, of: run, holds: expected, after: "appends in cancelled tasks")
    }

    private struct Stop: Error {}
}
