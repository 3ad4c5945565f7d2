import PatchbayCore

/// Reading the presence of one user or of many.
///
/// Source: Microsoft Graph `presence-get`, `cloudcommunications-getpresencesbyuserid`.
enum PresenceReadRoutes {
    private static let readers = ["Presence.Read.All", "Presence.ReadWrite.All"]

    /// Source: Microsoft Graph `cloudcommunications-getpresencesbyuserid`.
    private static let mostIDs = 650

    static let all: [Route] = [
        Route(
            .get, "/users/{user}/presence", "graph.presence.get", charges: .teams(.presence), permissions: readers,
            source: "Microsoft Graph presence-get",
            handle: { (call, _, world) throws(Problem) in try one(call, world) }),
        Route(
            .get, "/communications/presences/{user}", "graph.presence.get", charges: .teams(.presence),
            permissions: readers, source: "Microsoft Graph presence-get",
            handle: { (call, _, world) throws(Problem) in try one(call, world) }),
        Route(
            .post, "/communications/getPresencesByUserId", .presencesByID, charges: .teams(.presence),
            permissions: readers, source: "Microsoft Graph cloudcommunications-getpresencesbyuserid",
            handle: { (call, _, world) throws(Problem) in try many(call, world) }),
    ]

    private static func one(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let index = try UserRoutes.find(call["user"], call, world)
        return .graph(
            JSONValue.members([
                (
                    "@odata.context",
                    .string("\(call.root)/v1.0/$metadata#users('\(call["user"])')/presence/$entity")
                )
            ])
            .merging(json(index, call, world)))
    }

    private static func many(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        guard let ids = JSONValue.parse(call.body)?["ids"]?.array else {
            throw Problem(400, "BadRequest", "The request needs a list of ids.")
        }
        guard ids.count <= mostIDs else {
            throw Problem(400, "BadRequest", "\(ids.count) ids are too many; at most \(mostIDs) are allowed.")
        }
        var seen: Set<String> = []
        let values = ids.compactMap { id -> JSONValue? in
            guard let id = id.string?.lowercased(), seen.insert(id).inserted, let guid = GUID(id) else { return nil }
            if let index = world.directory.index(of: id), world.directory.user(at: index, now: call.now) != nil {
                return json(index, call, world)
            }
            // What becomes of an id that nobody has is not published. Both ways were seen, so both happen here.
            return guid.low & 1 == 0 ? unknown(id) : nil
        }
        return .graph([
            "@odata.context": .string("\(call.root)/v1.0/$metadata#Collection(microsoft.graph.presence)"),
            // The order is not promised.
            "value": .array(values.reversed()),
        ])
    }

    private static func unknown(_ id: String) -> JSONValue {
        [
            "id": .string(id), "availability": "PresenceUnknown", "activity": "PresenceUnknown",
            "outOfOfficeSettings": .null, "statusMessage": .null, "sequenceNumber": .null,
        ]
    }

    private static func json(_ index: Int, _ call: Call, _ world: World) -> JSONValue {
        let presence = world.presences.teams(index)
        let shown = presence.shown(at: call.now)
        var message = JSONValue.null
        // When it was set and when it ends is for the user alone. Source: Microsoft Graph `presence`.
        if let known = presence.message, known.endsAt > call.now {
            message = [
                "message": ["content": .string(known.content), "contentType": .string(known.contentType)],
                "expiryDateTime": .null, "publishedDateTime": .null,
            ]
        }
        return [
            "id": .string(world.directory.id(at: index).description), "availability": .string(shown.availability),
            "activity": .string(shown.activity), "outOfOfficeSettings": ["message": .null, "isOutOfOffice": false],
            "statusMessage": message, "workLocation": .null,
            "sequenceNumber": .string(presence.sequenceNumber(at: call.now)),
        ]
    }
}
