import PatchbayCore

/// `/account/{id}/ms-teams/direct-routing/users`: the Teams integration of extensions, 25 a call, connected and disconnected after the
/// answer.
///
/// Source: RingCentral's generated clients. What it answers for extensions that do not exist, and the codes of its refusals, are not
/// documented: here the former are left out, and the latter are the platform's usual ones.
enum RingCentralDirectRoutingRoutes {
    private static let path = "/v1.0/account/{account}/ms-teams/direct-routing/users"
    private static let most = 25

    static let all: [Route] = [
        Route(
            .get, path, .directRoutingList, charges: .one(.ringCentralMedium),
            permissions: ["ReadAccounts", "EditAccounts"], source: "RingCentral's generated clients",
            handle: { (call, _, world) throws(Problem) in
                let places = try places(call, world)
                return .ringCentral(["mappings": .array(places.compactMap { json($0, call, world) })])
            }),
        Route(
            .post, path, .directRoutingConnect, .write(of: "account"), charges: .one(.ringCentralMedium),
            permissions: ["EditAccounts"], source: "RingCentral's generated clients",
            handle: { (call, _, world) throws(Problem) in try connect(call, world) }),
        Route(
            .delete, path, .directRoutingDisconnect, .write(of: "account"), charges: .one(.ringCentralMedium),
            permissions: ["EditAccounts"], source: "RingCentral's generated clients",
            handle: { (call, _, world) throws(Problem) in
                for place in try places(call, world) {
                    let delay = world.delay(world.settings.ringCentral.directRoutingDelay)
                    if world.telephony.disconnect(place, now: call.now, delay: delay) {
                        record(place, .directRoutingDisconnected, call, world)
                    }
                }
                return HTTPResponse(status: 204)
            }),
    ]

    private static func check(_ call: Call, _ world: World) throws(Problem) {
        try world.checkAccount(call)
        // An account that is not set up for it answers as if there were no such address.
        guard world.settings.ringCentral.hasDirectRouting else { throw Problem(404, "CMN-120", "Invalid URI") }
    }

    private static func invalid(_ parameter: String, _ value: String) -> Problem {
        Problem(
            400, "CMN-101", "Parameter [\(parameter)] value is invalid",
            extra: [("parameterName", .string(parameter)), ("parameterValue", .string(value))])
    }

    private static func places(_ call: Call, _ world: World) throws(Problem) -> [Int] {
        try check(call, world)
        // How a list is written is not documented, so both ways are understood.
        let ids = call.options("extensionIds").flatMap { $0.split(separator: ",").map(String.init) }
        guard (1...most).contains(ids.count) else { throw invalid("extensionIds", ids.joined(separator: ",")) }
        return ids.compactMap { world.ringCentral.place(of: $0, world.settings.population) }
    }

    private static func json(_ place: Int, _ call: Call, _ world: World) -> JSONValue? {
        guard let link = world.telephony.link(at: place, now: call.now),
            let item = world.ringCentral.simulatedExtension(at: place, world.settings.population)
        else { return nil }
        return [
            "extensionId": .string(String(item.id)), "phoneNumber": .string(link.number),
            "status": .string(link.status),
        ]
    }

    private static func connect(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        try check(call, world)
        let mappings = JSONValue.parse(call.body)?["mappings"]?.array ?? []
        guard (1...most).contains(mappings.count) else { throw invalid("mappings", String(mappings.count)) }
        let population = world.settings.population
        let orders = try mappings.map { mapping throws(Problem) -> (Int, SimulatedExtension, String) in
            let id = mapping["extensionId"]?.string ?? ""
            let number = mapping["phoneNumber"]?.string ?? ""
            guard number.hasPrefix("+"), number.dropFirst().allSatisfy(\.isNumber), number.count > 8 else {
                throw invalid("phoneNumber", number)
            }
            guard let place = world.ringCentral.place(of: id, population),
                let item = world.ringCentral.simulatedExtension(at: place, population)
            else { throw invalid("extensionId", id) }
            return (place, item, number)
        }
        for (place, item, number) in orders {
            let user = item.userID.flatMap { world.directory.index(of: $0) }
            let kind = user.flatMap { world.directory.kind(at: $0) }
            let delay = world.delay(world.settings.ringCentral.directRoutingDelay)
            if world.telephony.connect(place, item, number: number, kind: kind, now: call.now, delay: delay) {
                record(place, .directRoutingConnected, call, world)
            }
        }
        return .ringCentral(["mappings": .array(orders.compactMap { json($0.0, call, world) })])
    }

    private static func record(_ place: Int, _ operation: SimulatedOperation, _ call: Call, _ world: World) {
        guard let item = world.ringCentral.simulatedExtension(at: place, world.settings.population) else { return }
        world.journal.writes.append(
            WriteRecord(
                at: call.now, operation: operation, subject: String(item.id), status: 200, applied: true,
                answered: true))
    }
}

extension SimulatedOperation {
    /// Reads the Teams integration of extensions.
    public static let directRoutingList: SimulatedOperation = "ringcentral.directRouting.list"
    /// Switches the Teams integration of extensions on.
    public static let directRoutingConnect: SimulatedOperation = "ringcentral.directRouting.connect"
    /// Switches the Teams integration of extensions off.
    public static let directRoutingDisconnect: SimulatedOperation = "ringcentral.directRouting.disconnect"
}
