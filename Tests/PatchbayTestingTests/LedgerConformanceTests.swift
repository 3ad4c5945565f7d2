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
}

/// Cuts the last line of a file ledger in its middle.
@Sendable func tearLastLine(in folder: URL, of run: RunID) throws {
    let file = folder.appending(path: "\(run).jsonl")
    let bytes = try Data(contentsOf: file)
    try bytes.dropLast(5).write(to: file)
}
