public import PatchbayCore

/// The numbers that belong to the organization itself (direct inward dialling), with what Genesys Cloud has given them to. To look at,
/// and never to change. Permission: `telephony:plugin:all`.
///
/// Source: Genesys Cloud Telephony Providers Edge API, `GET /telephony/providers/edges/dids`.
public struct DIDs: Sendable {
    let genesys: Genesys

    private static let path = "/api/v2/telephony/providers/edges/dids"
    private static let pageSize = 100

    /// All of them.
    public func list() throws(ConfigurationError) -> PagedSequence<DID> {
        try genesys.pages(DID.self, Self.path, operation: "telephony.dids")
    }

    /// The DID of one number; `nil` if the number is none of the organization's.
    public func named(_ number: String) async throws -> DID? {
        let query: Query = ["phoneNumber": number, "pageSize": String(Self.pageSize)]
        return try await page(query).entities?.first { Self.key($0.phoneNumber) == Self.key(number) }
    }

    /// The DIDs among these numbers, for as few calls as can be: the first page of the list tells how long the list is; it is read on if
    /// that takes fewer calls than one for each number, which are asked for one by one otherwise.
    ///
    /// - Throws: ``PatchbayCore/ServiceError``, of category `permission` where DIDs may not be read.
    public func among(_ numbers: some Sequence<String>) async throws -> [DID] {
        var left = Dictionary(numbers.map { (Self.key($0), $0) }, uniquingKeysWith: { first, _ in first })
        var found: [DID] = []
        func take(_ dids: [DID]) {
            for did in dids where left.removeValue(forKey: Self.key(did.phoneNumber)) != nil { found.append(did) }
        }
        if left.count > 1 {
            var number = 1
            var pages = 1
            var read = 0
            var total: Int?
            while number <= pages {
                let page = try await page(["pageSize": String(Self.pageSize), "pageNumber": String(number)])
                let dids = page.entities ?? []
                read += dids.count
                total = page.total ?? total
                take(dids)
                pages = dids.isEmpty ? number : page.pageCount ?? number
                // Numbers that are no DID are never found by reading on, so what is left is what it would cost to ask.
                if pages - number > left.count { break }
                number += 1
            }
            // A list that breaks off before what it says there is proves nothing about the rest.
            if number > pages, read >= total ?? 0 { return found }
        }
        for number in left.values.sorted() { if let did = try await named(number) { found.append(did) } }
        return found
    }

    private func page(_ query: Query) async throws -> EntityPage<DID> {
        try await genesys.pipeline.fetch(
            EntityPage<DID>.self, genesys.request(.get, Self.path, query: query),
            for: genesys.operation("telephony.dids"))
    }

    /// The digits: `+1…`, `tel:+1…` and a number with spaces are one.
    private static func key(_ number: String?) -> String {
        (number ?? "").filter { $0.isASCII && $0.isNumber }
    }
}

/// A number of the organization's own. Source: Genesys Cloud platform SDK, `DID`.
public struct DID: Hashable, Sendable, Decodable, Identifiable {
    /// The id.
    public var id: String
    /// The number, in E.164.
    public var phoneNumber: String?
    /// What has it; `nil` where it is free.
    public var owner: Owner?
    /// What kind of thing that is.
    public var ownerType: OwnerKind?

    /// What has a number.
    public struct Owner: Hashable, Sendable, Decodable {
        /// The id, among things of its kind.
        public var id: String?
        /// The name.
        public var name: String?

        /// Makes an owner.
        public init(id: String?, name: String? = nil) {
            self.id = id
            self.name = name
        }
    }

    /// A kind of thing that can have a number. Open.
    public struct OwnerKind: RawRepresentable, Hashable, Sendable, Codable {
        /// The word.
        public let rawValue: String
        /// Makes a kind.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// A user.
        public static let user = OwnerKind(rawValue: "USER")
        /// A phone.
        public static let phone = OwnerKind(rawValue: "PHONE")
        /// A call route to an Architect flow.
        public static let callRoute = OwnerKind(rawValue: "IVR_CONFIG")
        /// A group.
        public static let group = OwnerKind(rawValue: "GROUP")
    }

    /// Makes a DID.
    public init(id: String, phoneNumber: String?, owner: Owner? = nil, ownerType: OwnerKind? = nil) {
        self.id = id
        self.phoneNumber = phoneNumber
        self.owner = owner
        self.ownerType = ownerType
    }

    /// Whether it was given to anything. Source: Genesys Cloud platform SDK, `DIDNumber`: owner and its type are null where it was not.
    public var isAssigned: Bool { owner != nil || ownerType != nil }
}
