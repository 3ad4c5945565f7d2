public import PatchbayCore

/// A telephone number of the account. Sources: RingCentral OpenAPI `listAccountPhoneNumbers`, `listExtensionPhoneNumbers`.
public struct PhoneNumber: Identifiable, Hashable, Sendable {
    /// What it is for. Open.
    public struct Usage: OpenWord {
        /// The word.
        public let rawValue: String
        /// Takes any word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A person's own number.
        public static let directNumber: Usage = "DirectNumber"
        /// The company's main number.
        public static let mainCompanyNumber: Usage = "MainCompanyNumber"
        /// Another number of the company.
        public static let companyNumber: Usage = "CompanyNumber"
        /// A number that is forwarded here.
        public static let forwardedNumber: Usage = "ForwardedNumber"
        /// A number of an integration, such as Direct Routing.
        public static let integrationNumber: Usage = "IntegrationNumber"
    }

    /// The id.
    public let id: LenientID
    /// The number as the service writes it; see ``e164``.
    public let phoneNumber: String
    /// What it is for.
    public let usageType: Usage
    /// What it carries: `VoiceFax`, `VoiceOnly` or `FaxOnly`.
    public let type: String?
    /// Whether it is in service: `Normal`, `Pending`, `PortedIn` or `Temporary`.
    public let status: String?
    /// Whom it belongs to, unless it is the company's.
    public let extensionID: LenientID?
    /// A label.
    public let label: String?
    /// What it can do, such as `CallerId` or `SmsSender`. Only a single extension's reading has it.
    public let features: Set<String>

    /// Makes a number, for tests and stubs.
    public init(
        id: LenientID, phoneNumber: String, usageType: Usage = .directNumber, type: String? = "VoiceFax",
        status: String? = "Normal", extensionID: LenientID? = nil, label: String? = nil, features: Set<String> = []
    ) {
        self.id = id
        self.phoneNumber = phoneNumber
        self.usageType = usageType
        self.type = type
        self.status = status
        self.extensionID = extensionID
        self.label = label
        self.features = features
    }

    /// Whether it is a person's own number that rings: direct, in service, and not for faxes only. A person's list also holds numbers of
    /// the company that they may use, so this is what “has a phone number” means.
    public var isDirectVoice: Bool { usageType == .directNumber && status == "Normal" && type != "FaxOnly" }

    /// The number with its `+`, which some answers leave out.
    public var e164: String {
        let digits = phoneNumber.filter(\.isNumber)
        return phoneNumber.hasPrefix("+") || digits.count < 8 ? phoneNumber : "+" + digits
    }
}

extension PhoneNumber: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id, phoneNumber, usageType, type, status, `extension`, label, features
    }

    private struct Reference: Decodable { let id: LenientID? }

    /// Reads a number.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try container.decode(LenientID.self, forKey: .id),
            phoneNumber: try container.decode(LenientID.self, forKey: .phoneNumber).description,
            usageType: try container.decodeIfPresent(Usage.self, forKey: .usageType) ?? "",
            type: try container.decodeIfPresent(String.self, forKey: .type),
            status: try container.decodeIfPresent(String.self, forKey: .status),
            extensionID: try container.decodeIfPresent(Reference.self, forKey: .extension)?.id,
            label: try container.decodeIfPresent(String.self, forKey: .label),
            features: Set(try container.decodeIfPresent([String].self, forKey: .features) ?? []))
    }
}
