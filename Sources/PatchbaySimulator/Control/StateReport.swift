import PatchbayCore

/// `GET /simulator/state`: what the cloud knows, for a script that compares it with what a run says. `?users=false` leaves the
/// users out.
enum StateReport {
    static func answer(_ call: Call, _ world: World) -> HTTPResponse {
        let journal = world.journal
        var operations: [(String, JSONValue)] = []
        for (name, count) in journal.operations.sorted(by: { $0.key < $1.key }) {
            let byStatus = count.byStatus.sorted { $0.key < $1.key }.map {
                (String($0.key), JSONValue.integer(Int64($0.value)))
            }
            operations.append(
                (
                    name,
                    [
                        "calls": .integer(Int64(count.calls)), "unanswered": .integer(Int64(count.unanswered)),
                        "byStatus": .members(byStatus),
                    ]
                ))
        }
        let origins = journal.authorizedRequestsByOrigin.sorted { $0.key < $1.key }
        var body: JSONValue = [
            "seconds": .number(call.now), "script": .string(world.script.name),
            "throttled": .integer(Int64(journal.throttled)),
            "callsDuringPenalty": .integer(Int64(journal.callsDuringPenalty)),
            "mails": .integer(Int64(journal.mails.count)),
            "authorizedRequestsByOrigin": .members(origins.map { ($0.key, .integer(Int64($0.value))) }),
            "operations": .members(operations),
        ]
        // With how many notifications became what. The key is there as soon as somebody has subscribed.
        if !world.subscriptions.isEmpty { body = body.adding("subscriptions", SubscriptionControl.report(call, world)) }
        if call.option("users")?.lowercased() != "false" { body = body.adding("users", .array(users(world))) }
        if world.isTelephonyUsed, call.option("directRouting")?.lowercased() != "false" {
            body = body.adding("directRouting", .array(directRouting(call, world)))
                .adding("groups", .array(groups(world)))
        }
        // Making them takes a look at everybody, so they come when somebody used them or asks for them.
        let wanted = call.option("genesysUsers")?.lowercased()
        if wanted == "true" || (world.isGenesysUsed && wanted != "false") {
            body = body.adding("genesysUsers", .array(genesysUsers(world)))
        }
        return .json(body)
    }

    private struct Tally {
        var applied = 0
        var refused = 0
        var unanswered = 0

        var json: JSONValue {
            [
                "applied": .integer(Int64(applied)), "refused": .integer(Int64(refused)),
                "unanswered": .integer(Int64(unanswered)),
            ]
        }
    }

    private static func directRouting(_ call: Call, _ world: World) -> [JSONValue] {
        world.telephony.places.compactMap { place in
            guard let link = world.telephony.link(at: place, now: call.now),
                let item = world.ringCentral.simulatedExtension(at: place, world.settings.population)
            else { return nil }
            return [
                "extension": .string(String(item.id)), "user": .text(item.userID), "number": .string(link.number),
                "status": .string(link.status),
            ]
        }
    }

    private static func groups(_ world: World) -> [JSONValue] {
        func ids(_ members: [SimulatedGroup.Member]) -> JSONValue {
            .array(
                members.compactMap { member in
                    if case .user(let index) = member {
                        .string(world.directory.id(at: index).description)
                    } else {
                        nil
                    }
                })
        }
        return world.groups.all.map { group in
            [
                "id": .string(group.id), "displayName": .string(group.displayName),
                "members": ids(group.members(at: .infinity)),
                "transitiveMembers": ids(world.groups.transitiveMembers(of: group, at: .infinity)),
            ]
        }
    }

    private static func genesysUsers(_ world: World) -> [JSONValue] {
        world.genesys.users.filter { !$0.isDeleted }.map { user in
            [
                "id": .string(user.id), "userName": .string(user.userName),
                "displayName": .string(user.displayName), "active": .bool(user.isActive),
                "version": .integer(Int64(user.version)), "entraID": .text(user.entraID),
                "phoneNumbers": .array(user.phones.map { ["type": .string($0.type), "value": .string($0.value)] }),
                "externalIDs": .array(
                    user.externalIDs.map { ["authority": .string($0.authority), "value": .string($0.value)] }),
                "writes": .integer(Int64(world.journal.writes(about: user.id).filter(\.applied).count)),
            ]
        }
    }

    private static func users(_ world: World) -> [JSONValue] {
        var tallies: [String: [String: Tally]] = [:]
        for write in world.journal.writes {
            var tally = tallies[write.subject]?[write.operation.rawValue] ?? Tally()
            if write.applied { tally.applied += 1 } else { tally.refused += 1 }
            if !write.answered { tally.unanswered += 1 }
            tallies[write.subject, default: [:]][write.operation.rawValue] = tally
        }
        let directory = world.directory
        return (0..<directory.count).compactMap { index in
            guard let user = directory.actual(at: index) else { return nil }
            let writes = (tallies[user.id] ?? [:]).sorted { $0.key < $1.key }
            return [
                "id": .string(user.id), "userPrincipalName": .string(user.userPrincipalName), "mail": .text(user.mail),
                "department": .text(user.department), "kind": .string(user.kind.rawValue),
                "expectation": .string(user.kind.expectation.rawValue),
                "installed": .bool(world.teams.hasApp(world.teams.mainApp, index: index, kind: user.kind)),
                "extension": .string(user.extensionKind.rawValue),
                "writes": .members(writes.map { ($0.key, $0.value.json) }),
            ]
        }
    }
}
