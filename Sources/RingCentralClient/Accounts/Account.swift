public import PatchbayCore

/// A company's account. Source: RingCentral OpenAPI `readAccountInfo`.
public struct Account: Identifiable, Hashable, Sendable {
    /// Whether it is in use. Open.
    public struct Status: OpenWord {
        /// The word.
        public let rawValue: String
        /// Takes any word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Being set up.
        public static let initial: Status = "Initial"
        /// In use.
        public static let confirmed: Status = "Confirmed"
        /// Not confirmed yet.
        public static let unconfirmed: Status = "Unconfirmed"
        /// Not in use any more.
        public static let disabled: Status = "Disabled"
    }

    /// A thing with an id and a name: a brand or a plan.
    public struct Named: Hashable, Sendable, Decodable {
        /// The id.
        public let id: LenientID?
        /// The name.
        public let name: String?

        /// Makes one.
        public init(id: LenientID? = nil, name: String? = nil) {
            self.id = id
            self.name = name
        }
    }

    /// The account's id. The system extension has the same one.
    public let id: LenientID
    /// The company's main number.
    public let mainNumber: String?
    /// Whether it is in use.
    public let status: Status
    /// The brand that the company buys under: RingCentral, or a partner such as AT&T or Avaya.
    public let brand: Named?
    /// What was bought.
    public let servicePlan: Named?
    /// The edition of what was bought.
    public let edition: String?
    /// Whether it is in a federation, so that directories show the users of sister accounts too.
    public let isFederated: Bool

    /// Makes an account, for tests and stubs.
    public init(
        id: LenientID, mainNumber: String? = nil, status: Status = .confirmed, brand: Named? = nil,
        servicePlan: Named? = nil, edition: String? = nil, isFederated: Bool = false
    ) {
        self.id = id
        self.mainNumber = mainNumber
        self.status = status
        self.brand = brand
        self.servicePlan = servicePlan
        self.edition = edition
        self.isFederated = isFederated
    }
}

extension Account: Decodable {
    private enum CodingKeys: String, CodingKey { case id, mainNumber, status, serviceInfo, federated }

    private struct ServiceInfo: Decodable {
        struct Plan: Decodable {
            let id: LenientID?
            let name: String?
            let edition: String?
        }
        let brand: Named?
        let servicePlan: Plan?
    }

    /// Reads an account.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let info = try container.decodeIfPresent(ServiceInfo.self, forKey: .serviceInfo)
        self.init(
            id: try container.decode(LenientID.self, forKey: .id),
            mainNumber: try container.decodeIfPresent(LenientID.self, forKey: .mainNumber)?.description,
            status: try container.decodeIfPresent(Status.self, forKey: .status) ?? "",
            brand: info?.brand, servicePlan: info?.servicePlan.map { Named(id: $0.id, name: $0.name) },
            edition: info?.servicePlan?.edition,
            isFederated: try container.decodeIfPresent(Bool.self, forKey: .federated) ?? false)
    }
}
