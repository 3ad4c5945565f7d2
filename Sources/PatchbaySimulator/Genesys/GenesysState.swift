import PatchbayCore

/// Genesys Cloud's memory: users and tokens.
struct GenesysState {
    var users: [SimulatedGenesysUser]
    private var byID: [String: Int]
    private var tokens: [String: (number: Int, endsAt: Double)] = [:]
    private var issued = 0
    private var firstValid = 0

    init(_ users: [SimulatedGenesysUser]) {
        self.users = users
        byID = Dictionary(users.indices.map { (users[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func index(of id: String) -> Int? { byID[id.lowercased()] }

    mutating func append(_ user: SimulatedGenesysUser) {
        byID[user.id.lowercased()] = users.count
        users.append(user)
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
    func owner(ofNumber number: String, except index: Int) -> Int? {
        users.indices.first { $0 != index && users[$0].phones.contains { $0.value == number } }
    }

    func owner(of id: SimulatedGenesysUser.ExternalID, except index: Int) -> Int? {
        users.indices.first { $0 != index && users[$0].externalIDs.contains(id) }
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

    /// Stores a changed user, if nothing in it belongs to somebody else.
    func storeGenesysUser(_ user: SimulatedGenesysUser, at index: Int) throws(Problem) {
        let before = genesys.users[index]
        for phone in user.phones where !before.phones.contains(where: { $0.value == phone.value }) {
            guard genesys.owner(ofNumber: phone.value, except: index) == nil else {
                throw Problem(409, "uniqueness", "The telephone number is in use by another user.", inner: "uniqueness")
            }
        }
        for id in user.externalIDs where !before.externalIDs.contains(id) {
            guard genesys.owner(of: id, except: index) == nil else {
                throw Problem(409, "general.conflict", "The external id is bound to another user.")
            }
        }
        guard user != before else { return }
        var user = user
        user.version += 1
        genesys.users[index] = user
    }
}
