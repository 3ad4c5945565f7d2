import PatchbayCore

/// The account that the signed-in user belongs to.
public struct Accounts: Sendable {
    let caller: Caller

    /// The account. Limit group Light; scope ReadAccounts.
    ///
    /// - Throws: ``ServiceError`` and what the pipeline throws.
    ///
    /// Source: RingCentral OpenAPI `readAccountInfo`.
    public func current() async throws -> Account {
        try await caller.fetch(.readAccount, try caller.request(.readAccount))
    }
}
