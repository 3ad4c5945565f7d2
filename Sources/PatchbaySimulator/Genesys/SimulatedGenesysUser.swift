/// A user of the simulated Genesys Cloud organization.
public struct SimulatedGenesysUser: Hashable, Sendable {
    /// A telephone number with its kind.
    public struct Phone: Hashable, Sendable {
        /// The kind, such as `work`.
        public var type: String
        /// The number as it is stored.
        public var value: String
        /// Whether it is the primary one.
        public var isPrimary: Bool

        /// Makes a number.
        public init(type: String, value: String, isPrimary: Bool = false) {
            self.type = type
            self.value = value
            self.isPrimary = isPrimary
        }
    }

    /// An id that another system knows the user by.
    public struct ExternalID: Hashable, Sendable {
        /// Whose id it is.
        public var authority: String
        /// The id.
        public var value: String

        /// Makes an id.
        public init(authority: String, value: String) {
            self.authority = authority
            self.value = value
        }
    }

    /// The id.
    public let id: String
    /// The Genesys e-mail.
    public var userName: String
    /// The name as it is displayed.
    public var displayName: String
    /// Whether the account is active.
    public var isActive: Bool
    /// Telephone numbers.
    public var phones: [Phone]
    /// External ids, the reserved one of SCIM included.
    public var externalIDs: [ExternalID]
    /// Grows with every change.
    public internal(set) var version = 1
    /// Whether the account was deleted; it can be restored, without its roles.
    public internal(set) var isDeleted = false
    /// What else SCIM stored: title, addresses, roles, the enterprise extension, skills.
    var attributes: JSONValue = .object([])
    /// The object id of the Microsoft 365 user who this truly is; `nil` for a stranger.
    public let entraID: String?

    /// Makes a user.
    public init(
        id: String, userName: String, displayName: String, isActive: Bool = true, phones: [Phone] = [],
        externalIDs: [ExternalID] = [], entraID: String? = nil
    ) {
        self.id = id
        self.userName = userName
        self.displayName = displayName
        self.isActive = isActive
        self.phones = phones
        self.externalIDs = externalIDs
        self.entraID = entraID
    }

    /// The number of the Teams client.
    public var teamsNumber: String? { phones.first { $0.type == "microsoftteams" }?.value }
    /// The linked Entra object ids.
    public var teamsLinks: [String] { externalIDs.filter { $0.authority == "microsoftteams" }.map(\.value) }
}

extension Population {
    /// The Genesys users that correspond to the population: most people have one, under their mail address; some are inactive, some are
    /// linked already, some carry a number or a link that is wrong, and a few belong to nobody in Microsoft 365.
    func genesysUsers(seed: UInt64, clientID: String) -> [SimulatedGenesysUser] {
        var users: [SimulatedGenesysUser] = []
        for (index, user) in self.users.enumerated() where user.kind.isPerson && index % 11 != 5 {
            let name = user.mail ?? user.userPrincipalName
            var item = SimulatedGenesysUser(
                id: GUID(seed: seed, kind: .genesysUser, index: index).description,
                userName: index % 7 == 3 ? name.uppercased() : name, displayName: user.displayName,
                isActive: user.accountEnabled && index % 31 != 14, entraID: user.id)
            item.phones = [.init(type: "work", value: "+1555\(3_000_000 + index)", isPrimary: true)]
            // SCIM keeps its own externalId so; it can be neither changed nor removed. Source: Genesys Cloud SCIM API.
            item.externalIDs = [.init(authority: "x-pc:scimv2:v1:\(clientID)", value: "e\(index)")]
            if index % 6 == 1 { item.externalIDs.append(.init(authority: "ringcentral", value: "rc-\(index)")) }
            let number = user.businessPhone?.filter { !$0.isWhitespace }
            switch index % 18 {
            case 0:
                if let number { item.phones.append(.init(type: "microsoftteams", value: number)) }
                item.externalIDs.append(.init(authority: "microsoftteams", value: user.id))
            case 3: item.phones.append(.init(type: "microsoftteams", value: "+1555\(8_000_000 + index)"))
            case 6: item.phones.append(.init(type: "other", value: "+1555\(9_000_000 + index)"))
            case 9: item.externalIDs.append(.init(authority: "microsoftteams", value: user.id.uppercased()))
            default: break
            }
            users.append(item)
        }
        for stray in 0..<(count / 40) {
            users.append(
                SimulatedGenesysUser(
                    id: GUID(seed: seed, kind: .genesysUser, index: count + stray).description,
                    userName: "agent.only\(stray)@\(Population.domain)", displayName: "Agent only \(stray)"))
        }
        return users
    }
}
