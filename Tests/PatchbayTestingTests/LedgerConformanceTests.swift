import Foundation
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct `ledgers` {
    @Test(arguments: LedgerConformance.requirements.filter { !$0.needsFolder })
    func `the memory ledger keeps the contract`(_ requirement: LedgerConformance.Requirement) async {
        let failures = await LedgerConformance.check([requirement], lifetime: .instance) { _ in MemoryLedger() }
        #expect(failures == [])
    }

    @Test(arguments: LedgerConformance.requirements)
    func `the file ledger keeps the contract`(_ requirement: LedgerConformance.Requirement) async {
        let failures = await LedgerConformance.check([requirement], tear: tearLastLine) { folder in
            try FileLedger(at: folder)
        }
        #expect(failures == [])
    }

    @Test(arguments: LedgerFault.all)
    func `a ledger with a fault is found out`(_ fault: LedgerFault) async {
        let failures = await LedgerConformance.check(
            [fault.requirement], timeLimit: fault.timeLimit, tear: tearLastLine, makeLedger: fault.makeLedger)
        #expect(
            failures.contains { $0.description.contains(fault.finding) },
            "“\(fault.finding)” is in none of \(failures)")
    }

    @Test func `what needs a folder is passed over where records last as long as the instance`() async {
        let failures = await LedgerConformance.check(
            [LedgerConformance.reopening, LedgerConformance.leasesElsewhere], lifetime: .instance
        ) { _ in MemoryLedger() }
        #expect(failures == [])
    }

    @Test func `a failure is a sentence`() {
        let failure = ConformanceFailure(requirement: "runs do not mix", observation: "20 records came")
        #expect(failure.description == "It must hold that runs do not mix, but 20 records came.")
    }
}

/// Cuts the last line of a file ledger in its middle.
@Sendable func tearLastLine(in folder: URL, of run: RunID) throws {
    let file = folder.appending(path: "\(run).jsonl")
    let bytes = try Data(contentsOf: file)
    try bytes.dropLast(5).write(to: file)
}
