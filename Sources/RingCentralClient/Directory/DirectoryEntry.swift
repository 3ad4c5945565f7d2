public import PatchbayCore

/// One entry of the company directory. Source: RingCentral OpenAPI `listDirectoryEntries`; newer fields from RingCentral's generated
/// client models.
///
/// Hidden users may be missing here, and all kinds of people appear as `User`.
public struct DirectoryEntry: Identifiable, Hashable, Sendable {
    /// A number in an entry.
    public struct PhoneNumber: Hashable, Sendable, Codable {
        /// The number, mostly E.164; some come without the `+`.
        public let phoneNumber: String?
        /// The number for people.
        public let formattedPhoneNumber: String?
        /// What it carries, such as `VoiceFax`.
        public let type: String?
        /// A label.
        public let label: String?
        /// What it is for, such as `DirectNumber` or `MobileNumber`.
        public let usageType: String?

        /// Makes a number.
        public init(
            _ phoneNumber: String?, usageType: String? = nil, type: String? = nil, label: String? = nil,
            formattedPhoneNumber: String? = nil
        ) {
            self.phoneNumber = phoneNumber
            self.usageType = usageType
            self.type = type
            self.label = label
            self.formattedPhoneNumber = formattedPhoneNumber
        }
    }

    /// The extension's id.
    public let id: LenientID
    /// What it is.
    public let type: Extension.Kind
    /// Whether it is in use: enabled, disabled or not activated.
    public let status: Extension.Status
    /// Given name.
    public let firstName: String?
    /// Family name.
    public let lastName: String?
    /// The name of an entry that is no person.
    public let name: String?
    /// The address; the key that people are matched by.
    public let email: String?
    /// The number that is dialled inside the company.
    public let extensionNumber: String?
    /// Department.
    public let department: String?
    /// Job title.
    public let jobTitle: String?
    /// Numbers.
    public let phoneNumbers: [PhoneNumber]
    /// Where it belongs.
    public let site: Extension.Site?
    /// The account it belongs to; given only when sister accounts are shown.
    public let accountID: LenientID?
    /// A finer kind, where RingCentral gives one.
    public let subType: String?
    /// Whether it is hidden, where RingCentral says so.
    public let isHidden: Bool?

    /// Makes an entry, for tests and stubs.
    public init(
        id: LenientID, type: Extension.Kind = .user, status: Extension.Status = .enabled, firstName: String? = nil,
        lastName: String? = nil, name: String? = nil, email: String? = nil, extensionNumber: String? = nil,
        department: String? = nil, jobTitle: String? = nil, phoneNumbers: [PhoneNumber] = [],
        site: Extension.Site? = nil, accountID: LenientID? = nil, subType: String? = nil, isHidden: Bool? = nil
    ) {
        self.id = id
        self.type = type
        self.status = status
        self.firstName = firstName
        self.lastName = lastName
        self.name = name
        self.email = email
        self.extensionNumber = extensionNumber
        self.department = department
        self.jobTitle = jobTitle
        self.phoneNumbers = phoneNumbers
        self.site = site
        self.accountID = accountID
        self.subType = subType
        self.isHidden = isHidden
    }

    /// First and last name, else the name of the entry.
    public var displayName: String? {
        let person = [firstName, lastName].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        return person.isEmpty ? name : person
    }
}

extension DirectoryEntry: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, type, status, firstName, lastName, name, email, extensionNumber, department, jobTitle, phoneNumbers
        case site, account, subType, hidden
    }

    private struct AccountReference: Decodable {
        let id: LenientID?
    }

    /// Reads an entry. Only the id is required.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String? { try container.decodeIfPresent(String.self, forKey: key) }
        self.init(
            id: try container.decode(LenientID.self, forKey: .id),
            type: try container.decodeIfPresent(Extension.Kind.self, forKey: .type) ?? "",
            status: try container.decodeIfPresent(Extension.Status.self, forKey: .status) ?? "",
            firstName: try text(.firstName), lastName: try text(.lastName), name: try text(.name),
            email: try text(.email),
            extensionNumber: try container.decodeIfPresent(LenientID.self, forKey: .extensionNumber)?.description,
            department: try text(.department), jobTitle: try text(.jobTitle),
            phoneNumbers: try container.decodeIfPresent([PhoneNumber].self, forKey: .phoneNumbers) ?? [],
            site: try container.decodeIfPresent(Extension.Site.self, forKey: .site),
            accountID: try container.decodeIfPresent(AccountReference.self, forKey: .account)?.id,
            subType: try text(.subType), isHidden: try container.decodeIfPresent(Bool.self, forKey: .hidden))
    }
}
