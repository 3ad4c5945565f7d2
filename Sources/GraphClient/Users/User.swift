/// A user of the directory, as far as provisioning needs to know. Everything but the id may be missing: Graph leaves out what was not
/// selected and what was never set.
///
/// Source: Microsoft Graph `resources/user`.
public struct User: Identifiable, Hashable, Sendable {
    /// A user's object id; it never changes and is never used again.
    public struct ID: GraphID {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// The object id.
    public var id: ID
    /// The sign-in name. It can change.
    public var userPrincipalName: String?
    /// The primary mail address.
    public var mail: String?
    /// The name that is shown.
    public var displayName: String?
    /// The first name.
    public var givenName: String?
    /// The last name.
    public var surname: String?
    /// The department, as text that somebody typed.
    public var department: String?
    /// The job title, as text that somebody typed.
    public var jobTitle: String?
    /// Whether the account may sign in.
    public var accountEnabled: Bool?
    /// `Member` or `Guest`; `nil` for old accounts, which are members.
    public var userType: String?
    /// The licences, each with the plans that are switched off in it.
    public var assignedLicenses: [AssignedLicense]
    /// The service plans, also those that have ended; one plan may appear several times.
    public var assignedPlans: [AssignedPlan]
    /// Telephone numbers; Graph keeps one.
    public var businessPhones: [String]
    /// The mobile number.
    public var mobilePhone: String?
    /// The country for licensing, two letters.
    public var usageLocation: String?
    /// Whether it is a resource account (an auto attendant, a call queue).
    public var isResourceAccount: Bool?
    /// Whether it is mastered in an on-premises directory.
    public var onPremisesSyncEnabled: Bool?
    /// All addresses, such as `SMTP:primary@…` and `smtp:alias@…`.
    public var proxyAddresses: [String]

    /// Makes a user; what is not given is missing.
    public init(
        id: ID, userPrincipalName: String? = nil, mail: String? = nil, displayName: String? = nil,
        givenName: String? = nil, surname: String? = nil, department: String? = nil, jobTitle: String? = nil,
        accountEnabled: Bool? = nil, userType: String? = nil, assignedLicenses: [AssignedLicense] = [],
        assignedPlans: [AssignedPlan] = [], businessPhones: [String] = [], mobilePhone: String? = nil,
        usageLocation: String? = nil, isResourceAccount: Bool? = nil, onPremisesSyncEnabled: Bool? = nil,
        proxyAddresses: [String] = []
    ) {
        self.id = id
        self.userPrincipalName = userPrincipalName
        self.mail = mail
        self.displayName = displayName
        self.givenName = givenName
        self.surname = surname
        self.department = department
        self.jobTitle = jobTitle
        self.accountEnabled = accountEnabled
        self.userType = userType
        self.assignedLicenses = assignedLicenses
        self.assignedPlans = assignedPlans
        self.businessPhones = businessPhones
        self.mobilePhone = mobilePhone
        self.usageLocation = usageLocation
        self.isResourceAccount = isResourceAccount
        self.onPremisesSyncEnabled = onPremisesSyncEnabled
        self.proxyAddresses = proxyAddresses
    }

    /// Whether it is somebody else's account that was invited.
    public var isGuest: Bool { userType.map { $0.lowercased() == "guest" } ?? false }

    /// What to select for provisioning: all fields of this type. Without a selection Graph leaves out half of them.
    public static let provisioningFields: [String] = CodingKeys.allCases.map(\.rawValue)
}

extension User: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, userPrincipalName, mail, displayName, givenName, surname, department, jobTitle, accountEnabled
        case userType, assignedLicenses, assignedPlans, businessPhones, mobilePhone, usageLocation, isResourceAccount
        case onPremisesSyncEnabled, proxyAddresses
    }

    /// Reads a user; every field but the id may be null or absent.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String? { try fields.decodeIfPresent(String.self, forKey: key) }
        func flag(_ key: CodingKeys) throws -> Bool? { try fields.decodeIfPresent(Bool.self, forKey: key) }
        func list<Item: Decodable>(_ key: CodingKeys) throws -> [Item] {
            try fields.decodeIfPresent([Item].self, forKey: key) ?? []
        }
        self.init(
            id: try fields.decode(ID.self, forKey: .id), userPrincipalName: try text(.userPrincipalName),
            mail: try text(.mail), displayName: try text(.displayName), givenName: try text(.givenName),
            surname: try text(.surname), department: try text(.department), jobTitle: try text(.jobTitle),
            accountEnabled: try flag(.accountEnabled), userType: try text(.userType),
            assignedLicenses: try list(.assignedLicenses), assignedPlans: try list(.assignedPlans),
            businessPhones: try list(.businessPhones), mobilePhone: try text(.mobilePhone),
            usageLocation: try text(.usageLocation), isResourceAccount: try flag(.isResourceAccount),
            onPremisesSyncEnabled: try flag(.onPremisesSyncEnabled), proxyAddresses: try list(.proxyAddresses))
    }
}
