import PatchbayCore

/// `GET /account/{id}/call-queues` and the members of one.
///
/// Source: RingCentral `listCallQueues`, `listCallQueueMembers`.
enum RingCentralQueueRoutes {
    private static let scopes = ["ReadAccounts", "EditAccounts"]

    static let all: [Route] = [
        Route(
            .get, "/v1.0/account/{account}/call-queues", "ringcentral.queues.list", charges: .one(.ringCentralMedium),
            permissions: scopes, source: "RingCentral listCallQueues",
            handle: { (call, _, world) throws(Problem) in
                try world.checkAccount(call)
                try world.checkUser(may: "ReadExtensions")
                let member = call.option("memberExtensionId").flatMap {
                    world.ringCentral.place(of: $0, world.settings.population)
                }
                let queues = queues(world).enumerated().filter { number, _ in
                    member.map { isMember($0, of: number) } ?? true
                }.map(\.element)
                let page = try RingCentralPage(call, usual: 100, maximum: 1000)
                return try page.answer(of: queues.count, world) { json(queue: queues[$0]) }
            }),
        Route(
            .get, "/v1.0/account/{account}/call-queues/{queue}/members", "ringcentral.queues.members",
            charges: .one(.ringCentralLight), permissions: scopes, source: "RingCentral listCallQueueMembers",
            handle: { (call, _, world) throws(Problem) in
                try world.checkAccount(call)
                try world.checkUser(may: "ReadExtensions")
                let population = world.settings.population
                guard let number = queues(world).firstIndex(where: { String($0.id) == call["queue"] }) else {
                    throw Problem(
                        404, "CMN-102", "Resource for parameter [groupId] is not found",
                        extra: [("parameterName", "groupId"), ("parameterValue", .string(call["queue"]))])
                }
                let places = population.extensionSeeds.indices.filter { isMember($0, of: number) }
                let members = places.compactMap { world.ringCentral.simulatedExtension(at: $0, population) }
                    .filter { $0.type == "User" && $0.status == "Enabled" }
                let page = try RingCentralPage(call, usual: 100, maximum: 1000)
                return try page.answer(of: members.count, world) { json(member: members[$0], call, world) }
            }),
    ]

    private static func queues(_ world: World) -> [SimulatedExtension] {
        let population = world.settings.population
        return population.extensionSeeds.indices.filter { population.extensionSeeds[$0].user < 0 }
            .compactMap { world.ringCentral.simulatedExtension(at: $0, population) }.filter { $0.type == "Department" }
    }

    /// Every ninth extension is in each queue, always another one.
    private static func isMember(_ place: Int, of queue: Int) -> Bool { place % 9 == queue % 9 }

    private static func json(queue: SimulatedExtension) -> JSONValue {
        [
            "id": .string(String(queue.id)), "name": .string(queue.name),
            "extensionNumber": .string(queue.extensionNumber), "editableMemberStatus": true,
        ]
    }

    /// A member's id is a number here, where a queue's is a text.
    private static func json(member: SimulatedExtension, _ call: Call, _ world: World) -> JSONValue {
        let account = "\(call.root)/restapi/v1.0/account/\(world.settings.ringCentral.accountID)"
        return [
            "uri": .string("\(account)/extension/\(member.id)"), "id": .integer(Int64(member.id)),
            "extensionNumber": .string(member.extensionNumber),
        ]
    }
}
