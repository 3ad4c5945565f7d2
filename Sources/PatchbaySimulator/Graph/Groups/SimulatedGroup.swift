/// A group of the tenant.
struct SimulatedGroup: Sendable {
    /// A member that is not a user.
    struct Thing: Sendable {
        let id: String
        let type: String
        let displayName: String
    }

    let id: String
    let displayName: String
    var groupTypes: [String] = []
    var isSecurityEnabled = true
    var mail: String?
    var membershipRule: String?
    var isSynced = false
    var isRoleAssignable = false
    /// Users, by position.
    var users: [Int] = []
    /// Other groups, by id.
    var groups: [String] = []
    var things: [Thing] = []
    /// Changes of the users that reads do not show yet, in order.
    var unseen: [Change] = []

    /// A change of the users on its way to the replicas.
    struct Change: Sendable {
        let user: Int
        let isAddition: Bool
        let visibleAt: Double
    }

    /// The users as reads show them.
    func users(at now: Double) -> [Int] {
        var shown = users
        // The newest change is undone first, so that the oldest has the last word.
        for change in unseen.reversed() where change.visibleAt > now {
            if change.isAddition { shown.removeAll { $0 == change.user } } else { shown.append(change.user) }
        }
        return shown
    }

    var isDynamic: Bool { groupTypes.contains("DynamicMembership") }

    /// Source: Microsoft Graph `group`.
    var json: JSONValue {
        [
            "id": .string(id), "displayName": .string(displayName), "description": .null,
            "groupTypes": .array(groupTypes.map(JSONValue.string)), "securityEnabled": .bool(isSecurityEnabled),
            "mailEnabled": .bool(mail != nil), "mail": .text(mail),
            "mailNickname": .text(mail?.split(separator: "@").first.map(String.init)),
            "membershipRule": .text(membershipRule),
            "membershipRuleProcessingState": .text(membershipRule == nil ? nil : "On"),
            "isAssignableToRole": isRoleAssignable ? true : .null, "onPremisesSyncEnabled": isSynced ? true : .null,
            "createdDateTime": "2024-01-15T09:00:00Z",
        ]
    }
}

/// The groups of the tenant: one of each sort that a tool has to tell apart.
struct GroupsState: Sendable {
    private(set) var all: [SimulatedGroup]
    private var transitive: [String: [SimulatedGroup.Member]] = [:]

    init(_ population: Population, seed: UInt64) {
        func id(_ index: Int) -> String { GUID(seed: seed, kind: .group, index: index).description }
        func people(_ isMember: (Int) -> Bool) -> [Int] {
            (0..<population.count).filter { population.kind(at: $0).isPerson && isMember($0) }
        }
        func department(_ name: String) -> [Int] {
            let number = Departments.all.firstIndex(of: name)
            return people { population.department(at: $0) == number }
        }
        var fieldSales = SimulatedGroup(id: id(1), displayName: "Field Sales")
        fieldSales.users = department("Sales").filter { $0 % 2 == 0 }
        var calling = SimulatedGroup(id: id(0), displayName: "Teams Calling")
        calling.users = people { $0 % 5 == 1 }
        calling.groups = [fieldSales.id]
        calling.things = [
            .init(
                id: GUID(seed: seed, kind: .device, index: 0).description, type: "#microsoft.graph.device",
                displayName: "LOBBY-01")
        ]
        var townHall = SimulatedGroup(id: id(2), displayName: "All Hands", groupTypes: ["Unified"])
        townHall.mail = "allhands@\(Population.domain)"
        townHall.isSecurityEnabled = false
        townHall.users = people { $0 % 10 == 0 }
        var namesake = SimulatedGroup(id: id(3), displayName: "All Hands")
        namesake.users = people { $0 % 10 == 3 }
        var dynamic = SimulatedGroup(id: id(4), displayName: "Engineering (dynamic)", groupTypes: ["DynamicMembership"])
        dynamic.membershipRule = "user.department -eq \"Engineering\""
        dynamic.users = department("Engineering")
        var synced = SimulatedGroup(id: id(5), displayName: "Synced Staff")
        synced.isSynced = true
        synced.users = people { $0 % 4 == 1 }
        var letter = SimulatedGroup(id: id(6), displayName: "Newsletter")
        letter.isSecurityEnabled = false
        letter.mail = "newsletter@\(Population.domain)"
        letter.users = (0..<population.count).filter { population.kind(at: $0) == .guest }
        letter.things = [
            .init(
                id: GUID(seed: seed, kind: .mailbox, index: 0).description, type: "#microsoft.graph.orgContact",
                displayName: "Press office")
        ]
        var privileged = SimulatedGroup(id: id(7), displayName: "Telephony Administrators")
        privileged.isRoleAssignable = true
        privileged.users = people { $0 % 50 == 2 }
        var services = SimulatedGroup(id: id(8), displayName: "Children's Services")
        services.users = department("Children's Services")
        all = [calling, fieldSales, townHall, namesake, dynamic, synced, letter, privileged, services]
    }

    func group(_ id: String) -> SimulatedGroup? { all.first { $0.id == id.lowercased() } }

    /// The group of a name, the first of several.
    func group(named name: String) -> SimulatedGroup? { all.first { $0.displayName == name } }

    /// Adds users to a group or takes them out; reads show it from a moment on.
    mutating func change(_ id: String, _ users: [Int], isAddition: Bool, visibleAt: Double, now: Double) {
        guard let position = all.firstIndex(where: { $0.id == id.lowercased() }) else { return }
        all[position].unseen.removeAll { $0.visibleAt <= now }
        let changed = Set(users)
        if isAddition { all[position].users += users } else { all[position].users.removeAll(where: changed.contains) }
        all[position].unseen += users.map { .init(user: $0, isAddition: isAddition, visibleAt: visibleAt) }
        transitive = [:]
    }

    /// The members of a group and of the groups in it, each once, as reads show them.
    mutating func transitiveMembers(of group: SimulatedGroup, at now: Double) -> [SimulatedGroup.Member] {
        let isSettled = all.allSatisfy { $0.unseen.allSatisfy { $0.visibleAt <= now } }
        if isSettled, let known = transitive[group.id] { return known }
        var seenGroups: Set<String> = [group.id]
        var seenUsers: Set<Int> = []
        var members: [SimulatedGroup.Member] = []
        var waiting = [group]
        while let next = waiting.popLast() {
            members += next.users(at: now).filter { seenUsers.insert($0).inserted }.map { .user($0) }
            members += next.things.map { .thing($0) }
            for id in next.groups where seenGroups.insert(id).inserted {
                guard let inner = self.group(id) else { continue }
                members.append(.group(inner.id))
                waiting.append(inner)
            }
        }
        if isSettled { transitive[group.id] = members }
        return members
    }
}

extension SimulatedGroup {
    /// Something in a group.
    enum Member: Sendable {
        case user(Int)
        case group(String)
        case thing(Thing)
    }

    /// What is directly in the group, as reads show it.
    func members(at now: Double) -> [Member] {
        users(at: now).map { .user($0) } + groups.map { .group($0) } + things.map { .thing($0) }
    }
}
