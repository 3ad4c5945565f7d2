import Foundation
public import PatchbayCore

/// Changing who is in a group.
///
/// Permission: `GroupMember.ReadWrite.All`; for groups that directory roles can be assigned to also
/// `RoleManagement.ReadWrite.Directory`. Look at ``Group/membershipVerdict`` first: what a refusal means, Graph does not say.
/// Sources: Microsoft Graph `group-post-members`, `group-delete-members`.
extension Groups {
    /// How many members one request can add.
    public static let additionsPerRequest = 20

    /// Adds people, ``additionsPerRequest`` at a time.
    ///
    /// Such a request is all or nothing, and one person who is in the group already makes it fail for all twenty. Then each is added
    /// alone, so that everybody gets an answer of their own.
    ///
    /// - Returns: for each person what it came to, or the refusal that was about this person.
    /// - Throws: whatever every further person would meet as well: ``ServiceError`` of other categories than `invalid` and `notFound`,
    ///   and what the pipeline throws. Nobody knows then who of the last portion was added; a repeat does no harm.
    public func add(
        _ members: [User.ID], to group: Group.ID, lane: RequestScheduler.Lane = .apply
    ) async throws -> [User.ID: Result<AdditionResult, ServiceError>] {
        var results: [User.ID: Result<AdditionResult, ServiceError>] = [:]
        var seen: Set<User.ID> = []
        var rest = members.filter { seen.insert($0).inserted }[...]
        while !rest.isEmpty {
            let portion = Array(rest.prefix(Self.additionsPerRequest))
            rest = rest.dropFirst(Self.additionsPerRequest)
            do {
                try await addTogether(portion, to: group, lane: lane)
                for member in portion { results[member] = .success(.added) }
            } catch let error as ServiceError where error.isAboutMember {
                for member in portion {
                    do {
                        results[member] = .success(try await add(member, to: group, lane: lane))
                    } catch let error as ServiceError where error.isAboutMember {
                        results[member] = .failure(error)
                    }
                }
            }
        }
        return results
    }

    /// Adds one person. Who is there already is as good.
    public func add(
        _ member: User.ID, to group: Group.ID, lane: RequestScheduler.Lane = .apply
    ) async throws -> AdditionResult {
        struct Body: Encodable {
            let id: String
            enum CodingKeys: String, CodingKey { case id = "@odata.id" }
        }
        let request = try graph.request(
            .post, "/groups/\(PathSegment(group.rawValue))/members/$ref", json: Body(id: try address(of: member)))
        do {
            _ = try await graph.pipeline.send(request, for: GraphOperations.groupsAddMember.inLane(lane))
            return .added
        } catch let error as ServiceError where error.saysAlreadyMember {
            return .alreadyMember
        }
    }

    /// Takes one person out of a group. Never touches the person: the request is about the reference alone.
    ///
    /// - Returns: `alreadyAbsent` for who is not, or not directly, in the group.
    public func remove(
        _ member: User.ID, from group: Group.ID, lane: RequestScheduler.Lane = .apply
    ) async throws -> RemovalResult {
        let request = try graph.request(.delete, try GroupMemberReference(member, in: group).path)
        let response = try await graph.pipeline.send(
            request, for: GraphOperations.groupsRemoveMember.inLane(lane), accepting: [404])
        return response.status == 404 ? .alreadyAbsent : .removed
    }

    private func addTogether(_ members: [User.ID], to group: Group.ID, lane: RequestScheduler.Lane) async throws {
        struct Body: Encodable {
            let members: [String]
            enum CodingKeys: String, CodingKey { case members = "members@odata.bind" }
        }
        let body = Body(members: try members.map { try address(of: $0) })
        let request = try graph.request(.patch, "/groups/\(PathSegment(group.rawValue))", json: body)
        _ = try await graph.pipeline.send(request, for: GraphOperations.groupsAddMembers.inLane(lane))
    }

    private func address(of member: User.ID) throws -> String {
        try graph.pipeline.root.url("/v1.0/directoryObjects/\(PathSegment(member.rawValue))").absoluteString
    }
}

/// What adding somebody to a group came to.
public enum AdditionResult: String, Hashable, Sendable, Codable {
    /// Added.
    case added
    /// There already.
    case alreadyMember
}

extension ServiceError {
    /// Whether a refusal may be about one member of a portion, so that the others are worth trying alone.
    fileprivate var isAboutMember: Bool { category == .invalid || category == .notFound }

    /// Graph answers 400 `Request_BadRequest` for this and for much else; only the text tells them apart. Should it change one day,
    /// members who are there come out as failed, and nobody is added twice.
    /// Source: Microsoft Graph `group-post-members`; microsoft-graph-docs issues 3919, 5090.
    fileprivate var saysAlreadyMember: Bool {
        status == 400 && message.lowercased().contains("already exist")
    }
}

extension Group.MembershipVerdict {
    /// Why members cannot be changed here, and where they are changed; `nil` if they can be.
    ///
    /// Source: Microsoft Graph `group-post-members`, `resources/group`.
    public var refusal: (sentence: String, remedy: Remedy)? {
        switch self {
        case .writable: nil
        case .dynamic:
            (
                "A rule decides who is in this group; nobody can be added or taken out by hand.",
                Remedy(
                    "Change the rule in the Entra admin center, or use an assigned group. Rules are evaluated when Entra gets to it, which can take hours."
                )
            )
        case .onPremises:
            (
                "This group is mastered in the on-premises directory; Entra refuses changes to its members.",
                Remedy("Change the group in the on-premises directory and wait for the next synchronisation.")
            )
        case .mailEnabled:
            (
                "This is a distribution list or a mail-enabled security group; Graph cannot change its members.",
                Remedy("Change it in the Exchange admin center, or use a security group without mail.")
            )
        case .roleAssignable:
            (
                "Directory roles can be assigned to this group, so whoever is added may gain administrator rights.",
                Remedy(
                    "Use another group for calling. If this one is meant, allow role-assignable groups explicitly and grant RoleManagement.ReadWrite.Directory.",
                    action: .grantPermissions(["RoleManagement.ReadWrite.Directory"]))
            )
        }
    }
}
