#if SQLite
    import Foundation
    import PatchbayCore
    import PatchbaySQLite
    import PatchbayTesting
    import Testing

    @Suite struct `the SQLite ledger` {
        @Test(arguments: LedgerConformance.requirements)
        func `keeps the contract`(_ requirement: LedgerConformance.Requirement) async {
            let failures = await LedgerConformance.check([requirement]) { try SQLiteLedger(at: $0) }
            #expect(failures == [])
        }
    }
#endif
