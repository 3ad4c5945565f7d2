import GraphClient
import PatchbayCore

/// A target, prepared for asking of each user.
struct TargetSelection {
    let isEveryone: Bool
    /// The names of people who were named one by one.
    private(set) var names: [String] = []
    private var people: [String: String] = [:]
    private var departments: Set<String> = []
    private var searches: [String] = []
    private var members: Set<User.ID> = []

    /// - Parameter groupMembers: the transitive members of each group that the target names.
    init(_ target: InstallTarget, groupMembers: [String: Set<User.ID>]) {
        isEveryone = target.selectors.isEmpty
        for selector in target.selectors {
            switch selector {
            case .user(let name):
                names.append(name)
                people[name.lowercased()] = name
            case .department(let name): departments.insert(UserQuery.fold(name))
            case .search(let text): searches.append(text)
            case .group(let name): members.formUnion(groupMembers[name] ?? [])
            }
        }
    }

    /// The name by which the user was selected (empty if not by name); `nil` if the user is not meant.
    func matches(_ user: UserRecord) -> String? {
        if isEveryone { return "" }
        for key in [user.userPrincipalName.lowercased(), user.mail?.lowercased(), user.id.rawValue.lowercased()] {
            if let key, let name = people[key] { return name }
        }
        if members.contains(user.id) { return "" }
        if !departments.isEmpty, departments.contains(UserQuery.fold(user.department ?? "")) { return "" }
        if searches.contains(where: user.contains) { return "" }
        return nil
    }
}

extension InstallTarget {
    /// Reads the transitive members of the groups that a target names.
    ///
    /// - Throws: what the group queries throw, such as for a name that does not exist or exists twice.
    func groupMembers(in graph: Graph) async throws -> [String: Set<User.ID>] {
        var members: [String: Set<User.ID>] = [:]
        for case .group(let name) in selectors where members[name] == nil {
            let group = try await graph.groups.named(name)
            members[name] = try await graph.groups.userIDs(of: group.id, transitive: true)
        }
        return members
    }
}

extension Groups {
    /// The users of a group, without everything else that is in it.
    func userIDs(of group: Group.ID, transitive: Bool) async throws -> Set<User.ID> {
        var ids: Set<User.ID> = []
        for try await member in try members(of: group, transitive: transitive) {
            if let id = member.userID { ids.insert(id) }
        }
        return ids
    }
}
