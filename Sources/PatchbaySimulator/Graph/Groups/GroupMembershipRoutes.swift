import PatchbayCore

/// Adding to and removing from a group.
///
/// Source: Microsoft Graph `group-post-members`, `group-delete-members`: one reference at a time, or up to twenty at once, all or
/// none; a member that is there already is a 400; dynamic, synced and mail-enabled groups cannot be changed this way.
enum GroupMembershipRoutes {
    private static let writers = [
        "GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All",
    ]

    static let all: [Route] = [
        Route(
            .post, "/groups/{group}/members/$ref", "graph.groups.addMember", .write(of: "group"),
            charges: .directoryWrite,
            permissions: writers, source: "Microsoft Graph group-post-members",
            handle: { (call, caller, world) throws(Problem) in
                guard let address = JSONValue.parse(call.body)?["@odata.id"]?.string else { throw badBody }
                return try add([address], call, caller, world)
            }),
        Route(
            .patch, "/groups/{group}", "graph.groups.addMembers", .write(of: "group"), charges: .directoryWrite,
            permissions: writers, source: "Microsoft Graph group-post-members",
            handle: { (call, caller, world) throws(Problem) in
                guard let list = JSONValue.parse(call.body)?["members@odata.bind"]?.array?.compactMap(\.string),
                    (1...20).contains(list.count)
                else { throw badBody }
                return try add(list, call, caller, world)
            }),
        Route(
            .delete, "/groups/{group}/members/{member}/$ref", "graph.groups.removeMember", .write(of: "group"),
            charges: .directoryWrite, permissions: writers, source: "Microsoft Graph group-delete-members",
            handle: { (call, caller, world) throws(Problem) in try remove(call, caller, world) }),
        Route(
            .delete, "/groups/{group}/members/{member}", "graph.groups.deleteObject", .write(of: "member"),
            charges: .directoryWrite, permissions: ["User.ReadWrite.All", "Directory.ReadWrite.All"],
            source: "Microsoft Graph group-delete-members, caution",
            handle: { (call, _, world) throws(Problem) in try deleteObject(call, world) }),
    ]

    private static let badBody = Problem(400, "Request_BadRequest", "Name 1 to 20 members.")

    private static func checked(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> SimulatedGroup {
        let group = try GroupRoutes.find(call, world)
        if group.isDynamic || group.isSynced || (group.mail != nil && group.groupTypes.isEmpty) {
            throw Problem(
                400, "Request_BadRequest",
                "Unable to update the specified properties: the membership is managed elsewhere for this group.")
        }
        if group.isRoleAssignable, !caller.permissions.contains("RoleManagement.ReadWrite.Directory") {
            throw Problem(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
        }
        return group
    }

    private static func add(
        _ addresses: [String], _ call: Call, _ caller: Caller, _ world: World
    ) throws(Problem) -> HTTPResponse {
        let group = try checked(call, caller, world)
        let prefixes = ["directoryObjects/", "users/"].map { "\(call.root)/v1.0/\($0)" }
        let places = try addresses.map { address throws(Problem) in
            guard let prefix = prefixes.first(where: address.hasPrefix) else { throw badBody }
            let id = String(address.dropFirst(prefix.count))
            guard let index = world.directory.index(of: id), world.directory.actual(at: index) != nil else {
                throw UserRoutes.notFound(id)
            }
            return index
        }
        guard !places.contains(where: group.users.contains) else {
            throw Problem(
                400, "Request_BadRequest",
                "One or more added object references already exist for the following modified properties: 'members'.")
        }
        change(group, places, isAddition: true, call, world)
        return HTTPResponse(status: 204)
    }

    private static func remove(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        let group = try checked(call, caller, world)
        guard let index = world.directory.index(of: call["member"]), group.users.contains(index) else {
            throw UserRoutes.notFound(call["member"])
        }
        change(group, [index], isAddition: false, call, world)
        return HTTPResponse(status: 204)
    }

    /// Changes the members, and writes each down: a request may be about twenty.
    private static func change(
        _ group: SimulatedGroup, _ places: [Int], isAddition: Bool, _ call: Call, _ world: World
    ) {
        // The telephones begin from the groups as they were made.
        _ = world.telephony.places
        world.groups.change(
            group.id, places, isAddition: isAddition,
            visibleAt: call.now + world.delay(world.settings.consistency.users), now: call.now)
        for place in places {
            world.journal.writes.append(
                WriteRecord(
                    at: call.now, operation: isAddition ? .groupMemberAdded : .groupMemberRemoved,
                    subject: world.directory.id(at: place).description, status: 204, applied: true, answered: true))
        }
    }

    /// What happens to those who forget `/$ref`: not the membership is deleted, but the user.
    private static func deleteObject(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        guard let index = world.directory.index(of: call["member"]), world.directory.actual(at: index) != nil else {
            throw UserRoutes.notFound(call["member"])
        }
        world.directory.set(nil, at: index, visibleAt: call.now)
        return HTTPResponse(status: 204)
    }
}
