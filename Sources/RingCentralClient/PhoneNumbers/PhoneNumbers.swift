public import PatchbayCore

/// The account's telephone numbers.
public struct PhoneNumbers: Sendable {
    let caller: Caller

    /// Every number with the extension it belongs to, 1,000 a page. Limit group Heavy, yet from about five people on cheaper than asking
    /// for each; scope ReadAccounts, permission ReadCompanyPhoneNumbers.
    ///
    /// Source: RingCentral OpenAPI `listAccountPhoneNumbers`.
    public func all(usage: [PhoneNumber.Usage] = []) -> PagedSequence<PhoneNumber> {
        caller.list(.listPhoneNumbers, query: Self.query(usage))
    }

    /// The numbers that an extension has or may use. Limit group Light; scope ReadAccounts, permission ReadUserPhoneNumbers.
    ///
    /// Source: RingCentral OpenAPI `listExtensionPhoneNumbers`.
    public func of(_ id: Extension.ID, usage: [PhoneNumber.Usage] = []) -> PagedSequence<PhoneNumber> {
        caller.list(.listExtensionPhoneNumbers, [Segment(id)], query: Self.query(usage))
    }

    private static func query(_ usage: [PhoneNumber.Usage]) -> Query {
        var query = Query()
        for word in usage { query.append("usageType", word.rawValue) }
        query.append("page", "1")
        query.append("perPage", "1000")
        return query
    }
}
