import PatchbayCore

/// Genesys Cloud's memory: users and tokens.
struct GenesysState {
    var users: [SimulatedGenesysUser]
    private var byID: [String: Int]
    private var tokens: [String: (number: Int, endsAt: Double)] = [:]
    private var issued = 0
    private var firstValid = 0
    private var touched: Set<Int> = []

    var integrations: [SimulatedIntegration] = []
    var roles: [SimulatedRole]
    var groups: [SimulatedGenesysGroup] = []
    var groupsMade = 0
    let dids: [SimulatedDID]
    /// Whether the enterprise application was added to the Entra tenant after the start.
    var isEnterpriseAppAdded = false

    init(_ users: [SimulatedGenesysUser], _ settings: CloudSettings) {
        self.users = users
        dids = settings.genesys.dids ?? settings.population.genesysDIDs()
        if settings.genesys.isTeamsIntegrationActive {
            integrations = [
                SimulatedIntegration(
                    id: "simulated-integration", type: GenesysIntegrationRoutes.teamsType, name: "Microsoft Teams",
                    intended: "ENABLED", changedAt: -3600, visibleAt: -3600)
            ]
        }
        let views = ["integration:microsoftTeams:view", "integration:unifiedCommunications:view"]
        roles = [
            SimulatedRole(
                id: "simulated-employee", name: "Employee", permissions: ["ui:communicate:view"],
                holders: Set(users.filter(\.isActive).enumerated().filter { $0.offset % 3 != 2 }.map(\.element.id))),
            SimulatedRole(
                id: "simulated-teams-user", name: "Microsoft Teams User", permissions: views,
                holders: Set(users.filter(\.isActive).enumerated().filter { $0.offset % 4 == 0 }.map(\.element.id))),
            SimulatedRole(
                id: "simulated-admin", name: "Master Admin", permissions: ["integration:*:*", "authorization:*:*"],
                holders: Set(users.prefix(1).map(\.id))),
        ]
        byID = Dictionary(users.indices.map { (users[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func index(of id: String) -> Int? { byID[id.lowercased()].flatMap { users[$0].isDeleted ? nil : $0 } }

    /// The position of a deleted user.
    func deletedIndex(of id: String) -> Int? { byID[id.lowercased()].flatMap { users[$0].isDeleted ? $0 : nil } }

    /// Marks a user as deleted: its roles are lost, its numbers stay attached.
    /// Source: Genesys Cloud help (a deleted user who comes back has no roles).
    mutating func delete(at index: Int) {
        users[index].isDeleted = true
        users[index].isActive = false
        users[index].version += 1
        for place in roles.indices { roles[place].holders.remove(users[index].id) }
    }

    mutating func append(_ user: SimulatedGenesysUser) {
        byID[user.id.lowercased()] = users.count
        users.append(user)
    }

    /// Raises a user's version, as somebody else's write would; once for each user.
    mutating func touch(_ id: String) {
        if let index = index(of: id), touched.insert(index).inserted { users[index].version += 1 }
    }

    mutating func issue(seed: UInt64, endsAt: Double) -> String {
        issued += 1
        var random = SplitMix64(seed: seed ^ UInt64(issued) << 24 ^ 0x6E)
        let text = (0..<4).map { _ in String(random.next(), radix: 36) }.joined(separator: "-")
        tokens[text] = (issued, endsAt)
        return text
    }

    func isValid(_ token: String, at now: Double) -> Bool {
        tokens[token].map { $0.endsAt > now && $0.number >= firstValid } ?? false
    }

    mutating func expireTokens() { firstValid = issued + 1 }

    /// Whether another user has the number as the same or another kind. Genesys's addresses are unique in an organization, inactive
    /// users included. Source: Genesys Cloud help, “phone numbers must be unique”.
    func owner(ofNumber number: String, except index: Int?) -> Int? {
        users.indices.first { place in
            place != index && !users[place].isDeleted && users[place].phones.contains { $0.value == number }
        }
    }

    func owner(of id: SimulatedGenesysUser.ExternalID, except index: Int?) -> Int? {
        users.indices.first { $0 != index && !users[$0].isDeleted && users[$0].externalIDs.contains(id) }
    }
}

extension World {
    /// The position of the user that a call is about.
    func genesysUser(_ call: Call) throws(Problem) -> Int {
        guard let index = genesys.index(of: call["user"]) else {
            throw Problem(404, "not.found", "The user \(call["user"]) was not found.")
        }
        return index
    }

    /// Refuses a user with something that belongs to somebody else.
    func checkGenesysUser(
        _ user: SimulatedGenesysUser, before: SimulatedGenesysUser?, except index: Int?
    ) throws(Problem) {
        if user.userName != before?.userName {
            let name = user.userName.lowercased()
            guard
                !genesys.users.indices.contains(where: {
                    $0 != index && !genesys.users[$0].isDeleted && genesys.users[$0].userName.lowercased() == name
                })
            else { throw Problem(409, "uniqueness", "The userName is in use by another user.", inner: "uniqueness") }
        }
        guard settings.genesys.scim == .genesys else { return }
        for phone in user.phones where !(before?.phones ?? []).contains(where: { $0.value == phone.value }) {
            guard genesys.owner(ofNumber: phone.value, except: index) == nil else {
                throw Problem(409, "uniqueness", "The telephone number is in use by another user.", inner: "uniqueness")
            }
            guard !genesys.dids.contains(where: { $0.number == phone.value && ![nil, user.id].contains($0.owner?.id) })
            else { throw Problem(409, "uniqueness", "The telephone number is a DID in use.", inner: "uniqueness") }
        }
        for id in user.externalIDs where !(before?.externalIDs ?? []).contains(id) {
            guard genesys.owner(of: id, except: index) == nil else {
                throw Problem(409, "general.conflict", "The external id is bound to another user.")
            }
        }
    }

    /// Stores a changed user, if nothing in it belongs to somebody else.
    func storeGenesysUser(_ user: SimulatedGenesysUser, at index: Int) throws(Problem) {
        let before = genesys.users[index]
        try checkGenesysUser(user, before: before, except: index)
        guard user != before else { return }
        var user = user
        user.version = before.version + 1
        genesys.users[index] = user
    }
}
