public import GenesysClient
public import GraphClient

/// Makes plans from the two directories. Pure: every fault that can be seen is found here, before the first write.
public struct GenesysLinkPlanner: Hashable, Sendable {
    /// Where the Teams number is taken from.
    public enum NumberSource: String, Hashable, Sendable, Codable, CaseIterable {
        /// Entra's `telephoneNumber`, which Graph shows as the first of `businessPhones`. It is the business number, which is not
        /// always the line that Teams has.
        case business
        /// `mobilePhone`.
        case mobile
        /// No number: only the link, for presence without telephony.
        case none
    }

    /// Where the number is taken from.
    public var source: NumberSource
    /// Whether a number put by hand in “Other phone” may be overwritten.
    public var overwritesOtherPhone: Bool

    /// Makes a planner.
    public init(source: NumberSource = .business, overwritesOtherPhone: Bool = false) {
        self.source = source
        self.overwritesOtherPhone = overwritesOtherPhone
    }

    /// A plan to link.
    ///
    /// - Parameters:
    ///   - genesys: all users, the inactive ones included, since they keep their numbers and links.
    ///   - microsoft: the users of the tenant.
    ///   - only: keeps to these Genesys e-mails, user principal names or object ids; empty for everybody.
    ///   - dids: the numbers that Genesys Cloud itself has, as far as a plan without them gives them to anybody.
    public func link(
        _ genesys: [SCIMUser], to microsoft: [User], only: Set<String> = [], dids: [DID] = []
    ) -> GenesysLinkPlan {
        let people = Dictionary(grouping: microsoft.flatMap { user in Self.keys(of: user).map { ($0, user) } }, by: \.0)
            .mapValues { $0.map(\.1) }
        var plan = GenesysLinkPlan(action: .link, steps: [], skips: [])
        var candidates: [(user: SCIMUser, person: User)] = []
        var met: Set<User.ID> = []
        for user in genesys {
            let found = people[Self.key(user.userName)] ?? []
            met.formUnion(found.map(\.id))
            guard Self.isWanted(user, found, only) else { continue }
            func skip(_ reason: GenesysLinkFault, _ detail: String? = nil) {
                plan.skips.append(
                    .init(id: user.id, user: found.first?.id, name: user.userName, reason: reason, detail: detail))
            }
            guard let person = found.first else { skip(.notInMicrosoft); continue }
            guard found.count == 1 else { skip(.ambiguous, found.map(\.id.rawValue).joined(separator: ", ")); continue }
            guard user.active != false else { skip(.inactive); continue }
            guard !person.isGuest else { skip(.guest); continue }
            candidates.append((user, person))
        }
        let perPerson = Dictionary(grouping: candidates, by: \.person.id).mapValues(\.count)
        var wanted: [(user: SCIMUser, person: User, wanted: GenesysLinkPlan.Wanted)] = []
        for (user, person) in candidates {
            func skip(_ reason: GenesysLinkFault, _ detail: String? = nil) {
                plan.skips.append(
                    .init(id: user.id, user: person.id, name: user.userName, reason: reason, detail: detail))
            }
            guard perPerson[person.id] == 1 else { skip(.duplicate); continue }
            do {
                wanted.append(
                    (user, person, .init(number: try number(of: person), objectID: person.id.rawValue.lowercased())))
            } catch {
                skip(.badNumber, error.rawValue)
            }
        }
        let taken = Ownership(genesys, dids)
        let numbers = wanted.reduce(into: [String: Int]()) {
            if let number = $1.wanted.number { $0[number.description, default: 0] += 1 }
        }
        for (user, person, want) in wanted {
            func skip(_ reason: GenesysLinkFault, _ detail: String? = nil) {
                plan.skips.append(
                    .init(id: user.id, user: person.id, name: user.userName, reason: reason, detail: detail))
            }
            if let number = want.number {
                if let owner = taken.owner(ofNumber: number.description, except: user.id) {
                    skip(.numberTaken, "\(number) belongs to \(owner)")
                    continue
                }
                if user.phoneNumbers.contains(where: {
                    $0.type != .microsoftTeams && $0.type != .other
                        && Ownership.key($0.value ?? "") == Ownership.key(number.description)
                }) {
                    skip(.numberTaken, "\(number) is another number of the same user")
                    continue
                }
                guard numbers[number.description] == 1 else {
                    skip(.numberTaken, "\(number) is the number of several people")
                    continue
                }
                if Self.isNew(number, to: user),
                    let owner = taken.didOwner(ofNumber: number.description, except: user.id)
                {
                    skip(.didInUse, "\(number) is a DID of \(owner)")
                    continue
                }
                if let other = user.phoneNumbers.first(where: { $0.type?.isOtherIntegration ?? false }) {
                    skip(.otherIntegration, "\(other.type?.rawValue ?? "") \(other.value ?? "")")
                    continue
                }
                if !overwritesOtherPhone, user.teamsNumber != number.description,
                    let other = user.phoneNumbers.first(where: { $0.type == .other })?.value,
                    other != number.description
                {
                    skip(.otherPhoneInUse, other)
                    continue
                }
            }
            if let owner = taken.owner(ofLink: want.objectID, except: user.id) {
                skip(.linkTaken, "\(owner) is linked to this person")
                continue
            }
            plan.steps.append(
                .init(
                    id: user.id, userName: user.userName, user: person.id,
                    userPrincipalName: person.userPrincipalName ?? person.id.rawValue, wanted: want,
                    changes: LinkDifference(user, want).words))
        }
        missing(only, among: genesys, microsoft, from: &plan)
        if only.isEmpty {
            for person in microsoft where !met.contains(person.id) && !person.isGuest && person.accountEnabled != false
            {
                plan.skips.append(
                    .init(
                        id: nil, user: person.id, name: person.userPrincipalName ?? person.id.rawValue,
                        reason: .notInGenesys, detail: nil))
            }
        }
        return plan
    }

    /// The numbers that a plan newly gives to somebody: those whose DIDs are worth a look. One with an extension is not the number in
    /// front of it, so it is not among them.
    static func newNumbers(of plan: GenesysLinkPlan, among genesys: [SCIMUser]) -> [String] {
        let users = Dictionary(genesys.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return plan.steps.compactMap { step in
            guard let number = step.wanted?.number, let user = users[step.id], isNew(number, to: user) else {
                return nil
            }
            return number.description.hasPrefix("+") ? number.description : nil
        }
    }

    private static func isNew(_ number: TeamsNumber, to user: SCIMUser) -> Bool {
        Ownership.key(user.teamsNumber ?? "") != number.description
    }

    /// A plan to take links and numbers away, from inactive users too.
    public func unlink(_ genesys: [SCIMUser], from microsoft: [User] = [], only: Set<String> = []) -> GenesysLinkPlan {
        let people = Dictionary(
            microsoft.map { ($0.id.rawValue.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        let byName = Dictionary(
            microsoft.flatMap { user in Self.keys(of: user).map { ($0, user) } },
            uniquingKeysWith: { first, _ in first })
        var plan = GenesysLinkPlan(action: .unlink, steps: [], skips: [])
        plan.knownLinked = genesys.count { !LinkDifference($0, nil).operations.isEmpty }
        for user in genesys {
            let person = user.teamsLinks.first.flatMap { people[$0.lowercased()] } ?? byName[Self.key(user.userName)]
            guard Self.isWanted(user, person.map { [$0] } ?? [], only) else { continue }
            let changes = LinkDifference(user, nil).words
            // Who has neither is not worth a line, unless asked for by name.
            guard !changes.isEmpty || !only.isEmpty else { continue }
            plan.steps.append(
                .init(
                    id: user.id, userName: user.userName, user: person?.id,
                    userPrincipalName: person?.userPrincipalName ?? user.userName, wanted: nil, changes: changes))
        }
        missing(only, among: genesys, microsoft, from: &plan)
        return plan
    }

    /// Names that were asked for and are in no plan, since a side does not have them: said, not passed over.
    private func missing(
        _ only: Set<String>, among genesys: [SCIMUser], _ microsoft: [User], from plan: inout GenesysLinkPlan
    ) {
        guard !only.isEmpty else { return }
        let planned = Set(plan.steps.map(\.id) + plan.skips.compactMap(\.id))
        let known = Set(
            genesys.filter { planned.contains($0.id) }.flatMap { [$0.userName, $0.id.rawValue] }.map(Self.key)
                + (plan.steps.compactMap(\.user) + plan.skips.compactMap(\.user)).map { Self.key($0.rawValue) })
        let people = Dictionary(
            microsoft.flatMap { user in
                Self.keys(of: user).union([Self.key(user.id.rawValue)]).map { ($0, user) }
            }, uniquingKeysWith: { first, _ in first })
        for name in only.sorted() where !known.contains(Self.key(name)) {
            let person = people[Self.key(name)]
            if let person, known.contains(Self.key(person.id.rawValue)) { continue }
            plan.skips.append(
                .init(
                    id: nil, user: person?.id, name: name, reason: person == nil ? .unknownName : .notInGenesys,
                    detail: nil))
        }
    }

    private func number(of person: User) throws(TeamsNumber.Fault) -> TeamsNumber? {
        let text: String? =
            switch source {
            case .business: person.businessPhones.first
            case .mobile: person.mobilePhone
            case .none: nil
            }
        guard let text, !text.allSatisfy(\.isWhitespace) else { return nil }
        return try TeamsNumber(text)
    }

    private static func isWanted(_ user: SCIMUser, _ people: [User], _ only: Set<String>) -> Bool {
        guard !only.isEmpty else { return true }
        let names =
            [user.userName, user.id.rawValue]
            + people.flatMap { [$0.userPrincipalName, $0.mail, $0.id.rawValue].compactMap { $0 } }
        let wanted = Set(only.map(key))
        return names.contains { wanted.contains(key($0)) }
    }

    /// The addresses by which a person is found: user principal name and primary mail.
    private static func keys(of user: User) -> Set<String> {
        Set([user.userPrincipalName, user.mail].compactMap { $0 }.map(key))
    }

    private static func key(_ address: String) -> String { address.lowercased().filter { !$0.isWhitespace } }
}

/// Who has which number and link in Genesys Cloud now, inactive users included.
private struct Ownership {
    private var numbers: [String: [(id: SCIMUser.ID, name: String)]] = [:]
    private var links: [String: [(id: SCIMUser.ID, name: String)]] = [:]
    private var dids: [String: DID] = [:]

    init(_ users: [SCIMUser], _ assigned: [DID]) {
        for did in assigned where did.isAssigned { dids[Self.key(did.phoneNumber ?? "")] = did }
        for user in users {
            for number in Set(user.phoneNumbers.compactMap(\.value).map(Self.key)) {
                numbers[number, default: []].append((user.id, user.userName))
            }
            for link in Set(user.teamsLinks.map { $0.lowercased() }) {
                links[link, default: []].append((user.id, user.userName))
            }
        }
    }

    func owner(ofNumber number: String, except id: SCIMUser.ID) -> String? {
        numbers[Self.key(number)]?.first { $0.id != id }?.name
    }

    /// What Genesys Cloud has given a number to, in words.
    func didOwner(ofNumber number: String, except id: SCIMUser.ID) -> String? {
        guard let did = dids[Self.key(number)], did.ownerType != .user || did.owner?.id != id.rawValue else {
            return nil
        }
        let kind =
            switch did.ownerType {
            case .user: "the user"
            case .phone: "the phone"
            case .callRoute: "the call route"
            case .group: "the group"
            default: "something else"
            }
        return (did.owner?.name ?? did.owner?.id).map { "\(kind) “\($0)”" } ?? kind
    }

    func owner(ofLink link: String, except id: SCIMUser.ID) -> String? {
        links[link.lowercased()]?.first { $0.id != id }?.name
    }

    /// A number as it is compared: addresses are normalised, so `tel:+1…` and `+1 …` are one.
    static func key(_ number: String) -> String {
        (try? TeamsNumber(number))?.description ?? number.lowercased()
    }
}

/// What differs between a user and what shall be, and the operations that close the gap.
struct LinkDifference: Hashable, Sendable {
    /// The operations; none when all is as it should be.
    let operations: [PatchOperation]
    /// The same in words.
    let words: [String]

    init(_ user: SCIMUser, _ wanted: GenesysLinkPlan.Wanted?) {
        var operations: [PatchOperation] = []
        var words: [String] = []
        let has = user.teamsNumber
        if let wanted {
            if let number = wanted.number?.description, Self.bare(has) != Self.bare(number) {
                operations.append(has == nil ? .addTeamsNumber(number) : .replaceTeamsNumber(number))
                words.append("number \(has ?? "none") → \(number)")
            }
            // Keys are compared with regard to case, so one in capitals is a wrong one.
            if user.teamsLinks != [wanted.objectID] {
                if !user.teamsLinks.isEmpty { operations.append(.removeTeamsLink) }
                operations.append(.addTeamsLink(wanted.objectID))
                words.append(
                    "link \(user.teamsLinks.isEmpty ? "none" : user.teamsLinks.joined(separator: ", ")) → \(wanted.objectID)"
                )
            }
        } else {
            if user.phoneNumbers.contains(where: { $0.type == .microsoftTeams }) {
                operations.append(.removeTeamsNumber)
                words.append("number \(has ?? "none") → none")
            }
            if !user.teamsLinks.isEmpty {
                operations.append(.removeTeamsLink)
                words.append("link \(user.teamsLinks.joined(separator: ", ")) → none")
            }
        }
        self.operations = operations
        self.words = words
    }

    private static func bare(_ number: String?) -> String? {
        number.map { $0.hasPrefix("tel:") && !$0.contains(";") ? String($0.dropFirst(4)) : $0 }
    }
}
