import Foundation
import PatchbayCore

/// Reading presence: of one extension, of up to thirty, of the whole account.
///
/// Source: RingCentral `readUserPresenceStatus`, `readAccountPresence`, `basics/batch-requests`.
enum RingCentralPresenceRoutes {
    /// Source: RingCentral `readUserPresenceStatus`.
    private static let mostIDs = 30

    static let all: [Route] = [
        Route(
            .get, "/v1.0/account/{account}/extension/{extension}/presence", .ringCentralPresence,
            charges: .one(.ringCentralLight), permissions: ["ReadPresence"],
            source: "RingCentral readUserPresenceStatus",
            handle: { (call, _, world) throws(Problem) in try read(call, world) }),
        Route(
            .get, "/v1.0/account/{account}/presence", .ringCentralAccountPresence, charges: .one(.ringCentralHeavy),
            permissions: ["ReadPresence"], source: "RingCentral readAccountPresence",
            handle: { (call, _, world) throws(Problem) in
                try world.checkAccount(call)
                try world.checkUser(may: "ReadPresenceStatus")
                let page = try RingCentralPage(call, usual: 100, maximum: 1000)
                let population = world.settings.population
                return try page.answer(of: world.ringCentral.count(population), world) { place in
                    world.ringCentral.simulatedExtension(at: place, population).map { json($0, place, call, world) }
                }
            }),
    ]

    private static func read(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        try world.checkAccount(call)
        let ids = call["extension"].split(separator: ",").map(String.init)
        if ids != ["~"] { try world.checkUser(may: "ReadPresenceStatus") }
        guard ids.count <= mostIDs else {
            throw Problem(
                400, "InvalidMultipartRequest", "\(ids.count) extensions are too many; at most \(mostIDs) are allowed.")
        }
        if ids.count == 1, let id = ids.first {
            let (item, place) = try find(id, world)
            return .ringCentral(json(item, place, call, world))
        }
        let parts = ids.map { id -> (id: String, status: Int, body: JSONValue) in
            do throws(Problem) {
                let (item, place) = try find(id, world)
                return (id, 200, json(item, place, call, world))
            } catch {
                let inner = JSONValue.members([
                    ("errorCode", .string(error.code)), ("message", .string(error.message)),
                ]).merging(.object(error.extra))
                return (id, error.status, inner.adding("errors", [inner]))
            }
        }
        return RingCentralBatch.answer(parts, call)
    }

    /// An extension and its place.
    static func find(_ key: String, _ world: World) throws(Problem) -> (SimulatedExtension, Int) {
        let id = key == "~" ? String(world.ringCentral.ownerID) : key
        let population = world.settings.population
        guard let place = world.ringCentral.place(of: id, population),
            let item = world.ringCentral.simulatedExtension(at: place, population)
        else {
            throw Problem(
                404, "CMN-102", "Resource for parameter [extensionId] is not found",
                extra: [("parameterName", "extensionId"), ("parameterValue", .string(id))])
        }
        return (item, place)
    }

    /// The types that have no presence. Source: RingCentral `readUserPresenceStatus`.
    static let typesWithout: Set<String> = [
        "Department", "Announcement", "Voicemail", "FaxUser", "PagingOnly", "SharedLinesGroup", "IvrMenu",
        "ApplicationExtension", "ParkLocation",
    ]

    /// The presence as the caller sees it. Those who hide theirs are seen in full only by themselves; what others get is not
    /// published, so they see somebody offline and idle here.
    static func json(
        _ item: SimulatedExtension, _ place: Int, _ call: Call, _ world: World, inFull: Bool = false
    ) -> JSONValue {
        let address =
            "\(call.root)/restapi/v1.0/account/\(world.settings.ringCentral.accountID)/extension/\(item.id)"
        let head: [(String, JSONValue)] = [
            ("uri", .string("\(address)/presence")),
            (
                "extension",
                [
                    "uri": .string(address), "id": .integer(item.id), "extensionNumber": .string(item.extensionNumber),
                ]
            ),
        ]
        guard !typesWithout.contains(item.type) else {
            return .members(
                head + [
                    ("presenceStatus", "Offline"), ("allowSeeMyPresence", true), ("ringOnMonitoredCall", false),
                    ("pickUpCallsOnHold", false),
                ])
        }
        let presence = world.presences.telephone(place)
        let isOpen = inFull || presence.allowSeeMyPresence || item.id == world.ringCentral.ownerID
        var members = head
        members += [
            ("presenceStatus", isOpen ? .string(presence.presenceStatus) : "Offline"),
            ("telephonyStatus", isOpen ? .string(presence.telephonyStatus) : "NoCall"),
            ("userStatus", isOpen ? .string(presence.reportedUserStatus) : "Offline"),
            ("meetingStatus", isOpen ? .string(presence.meetingStatus) : "Disconnected"),
            ("dndStatus", .string(presence.dndStatus)),
        ]
        if let message = presence.message { members.append(("message", .string(message))) }
        members += [
            ("allowSeeMyPresence", .bool(presence.allowSeeMyPresence)),
            ("ringOnMonitoredCall", .bool(presence.ringOnMonitoredCall)),
            ("pickUpCallsOnHold", .bool(presence.pickUpCallsOnHold)),
        ]
        if isOpen, call.option("detailedTelephonyState")?.lowercased() == "true", !presence.lines.isEmpty {
            members.append(("activeCalls", .array(presence.lines.map { json($0, call) })))
        }
        return .members(members)
    }

    static func json(_ line: TelephonePresence.Line, _ call: Call) -> JSONValue {
        let start = call.date.addingTimeInterval(line.startedAt - call.now)
        return [
            "id": .string(String(line.id)), "direction": line.isInbound ? "Inbound" : "Outbound",
            "queueCall": .bool(line.isQueueCall), "telephonyStatus": .string(line.status),
            "startTime": .string(WireDate.string(start)), "sessionId": .string(String(line.id)),
        ]
    }
}
