public import PatchbayCore

/// The extensions of the account.
public struct Extensions: Sendable {
    let caller: Caller

    /// All extensions, 1,000 a page. Limit group Medium; scope ReadAccounts, permission ReadExtensions.
    ///
    /// - Parameters:
    ///   - status: only these; `nil` for all.
    ///   - type: only these; `nil` for all.
    ///
    /// Source: RingCentral OpenAPI `listExtensions`.
    public func list(
        status: [Extension.Status]? = nil, type: [Extension.Kind]? = nil
    ) -> PagedSequence<Extension> {
        list(status: status, type: type, email: nil)
    }

    /// The extensions with exactly this address. There can be several: an address is unique only where it is the login name.
    /// Limit group Medium.
    public func list(email: String) -> PagedSequence<Extension> { list(status: nil, type: nil, email: email) }

    private func list(
        status: [Extension.Status]?, type: [Extension.Kind]?, email: String?
    ) -> PagedSequence<Extension> {
        var query = Query()
        if let email { query.append("email", email) }
        // Lists are repeated names. Source: RingCentral `basics/uris`.
        for word in status ?? [] { query.append("status", word.rawValue) }
        for word in type ?? [] { query.append("type", word.rawValue) }
        query.append("perPage", "1000")
        query.append("page", "1")
        return caller.list(.listExtensions, query: query)
    }

    /// The signed-in user's own extension. Limit group Light.
    ///
    /// Source: RingCentral OpenAPI `readExtension`.
    public func current() async throws -> Extension { try await get("~") }

    /// One extension, with its queues and references. Limit group Light.
    ///
    /// - Throws: ``ServiceError`` of category `notFound` if there is none (CMN-102).
    ///
    /// Source: RingCentral OpenAPI `readExtension`.
    public func get(_ id: Extension.ID) async throws -> Extension {
        try await caller.fetch(.readExtension, try caller.request(.readExtension, [Segment(id)]))
    }
}
