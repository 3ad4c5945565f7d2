import Foundation
import GraphClient
import PatchbayCore

/// The directory roles of the person who connects the tenant, and how each is held.
///
/// Source: RingCentral admin guide, “Prerequisites”: Global Administrator, or Privileged Role, User, Teams and Application Administrator
/// together.
struct AdministratorRoles: Sendable {
    /// The four that together do what a Global Administrator does here.
    static let needed: [DirectoryRole] = [
        .privilegedRoleAdministrator, .userAdministrator, .teamsAdministrator, .applicationAdministrator,
    ]

    var assignments: [DirectoryRoles.Assignment]?
    var active: Set<DirectoryRole>?
    var eligible: [DirectoryRoles.Assignment]?

    /// The findings about a person, who may be given by name. Graph looks roles up by object id only, so a name is looked up before; who is
    /// not found has no roles that anybody could tell of.
    ///
    /// - Throws: `CancellationError`.
    static func findings(_ graph: Graph, _ person: User.ID) async throws -> [Finding] {
        guard UUID(uuidString: person.rawValue) == nil else { return try await look(graph, person).findings() }
        let (id, title) = ("microsoft.roles", "The administrator has the roles that connecting takes")
        do {
            if let found = try await graph.users.get(person.rawValue, select: ["id", "userPrincipalName"]) {
                return try await look(graph, found.id).findings()
            }
            return [
                Finding(
                    id, title, .notMet, detail: "There is no user \(person.rawValue) in this tenant.",
                    remedy: Remedy("Name the administrator by user principal name or object id."))
            ]
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return [
                Finding(
                    id, title, .unknown, detail: FindingWords.words(error),
                    remedy: Remedy("Name the administrator by object id, or grant User.Read.All."))
            ]
        }
    }

    /// Looks; what cannot be read is `nil`.
    ///
    /// - Throws: `CancellationError`.
    static func look(_ graph: Graph, _ person: User.ID) async throws -> AdministratorRoles {
        func attempt<Value>(_ read: () async throws -> Value) async throws -> Value? {
            do { return try await read() } catch is CancellationError { throw CancellationError() } catch { return nil }
        }
        return AdministratorRoles(
            assignments: try await attempt { try await graph.directoryRoles.assignments(of: person) },
            active: try await attempt { try await graph.directoryRoles.active(of: person) },
            eligible: try await attempt { try await graph.directoryRoles.eligibilities(of: person) })
    }

    /// How a role is held; `nil` if it is not.
    func holding(of role: DirectoryRole) -> RoleHolding? {
        let assigned = (assignments ?? []).filter { $0.role == role }
        if assigned.contains(where: \.isTenantWide) { return .direct }
        if !assigned.isEmpty { return .partOnly }
        if active?.contains(role) == true { return .throughGroup }
        return (eligible ?? []).contains { $0.role == role } ? .eligible : nil
    }

    /// One finding a role; one alone for a Global Administrator.
    func findings() -> [Finding] {
        if let global = holding(of: .globalAdministrator), global.isActive {
            return [
                Finding(
                    Self.id(.globalAdministrator), "The administrator may connect the tenant", .met,
                    detail: "Global Administrator, \(Self.words(global))")
            ]
        }
        return Self.needed.map { role in
            let (id, title) = (Self.id(role), "The administrator is \(role.name)")
            let known = holding(of: role)
            if let known, known.isActive { return Finding(id, title, .met, detail: Self.words(known)) }
            guard assignments != nil || active != nil else {
                return Finding(
                    id, title, .unknown, detail: "Roles cannot be read.",
                    remedy: Remedy(
                        "Grant RoleManagement.Read.Directory to have roles looked up, or look under Users → Assigned roles.",
                        action: .grantPermissions(["RoleManagement.Read.Directory"])))
            }
            switch known {
            case .eligible:
                return Finding(
                    id, title, .notMet, detail: "Eligible, not activated.",
                    remedy: Remedy(
                        "Activate the role under Privileged Identity Management → My roles.",
                        action: .assignRole(role.name)))
            case .partOnly:
                return Finding(
                    id, title, .notMet, detail: "Assigned for a part of the directory only.",
                    remedy: Remedy("Assign the role for the whole directory.", action: .assignRole(role.name)))
            default:
                let more = eligible == nil ? " Whether it can be activated is not known." : ""
                return Finding(
                    id, title, .notMet, detail: "Not assigned.\(more)",
                    remedy: Remedy(
                        "Assign the role, or sign in as somebody who has it.", action: .assignRole(role.name)))
            }
        }
    }

    private static func id(_ role: DirectoryRole) -> String {
        "microsoft.role." + role.name.filter { $0 != " " }
    }

    private static func words(_ holding: RoleHolding) -> String {
        switch holding {
        case .direct: "assigned directly"
        case .throughGroup: "through a group"
        case .partOnly: "for a part of the directory"
        case .eligible: "can be activated"
        }
    }
}
