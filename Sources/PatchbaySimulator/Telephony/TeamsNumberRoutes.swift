import PatchbayCore

/// `/admin/teams/telephoneNumberManagement`: the numbers of the Teams tenant, and orders to assign them.
///
/// Source: Microsoft Graph `teamsadministration-numberassignment-list`, `…-assignnumber`, `…-unassignnumber`,
/// `teamsadministration-telephonenumberlongrunningoperation-get`. How long an order takes is not published.
enum TeamsNumberRoutes {
    private static let readers = ["TeamsTelephoneNumber.Read.All", "TeamsTelephoneNumber.ReadWrite.All"]
    private static let writers = ["TeamsTelephoneNumber.ReadWrite.All"]
    private static let path = "/admin/teams/telephoneNumberManagement"

    static let all: [Route] = [
        Route(
            .get, path + "/numberAssignments", .numbersList, charges: .teams(.teamsOtherRead), permissions: readers,
            source: "Microsoft Graph teamsadministration-numberassignment-list",
            handle: { (call, _, world) throws(Problem) in
                try check(world)
                let query = try ListQuery(call, world, .init(defaultTop: 500, maximumTop: 1000, isDirectory: false))
                let all = world.telephony.numbers.map { json($0, world) }.filter { query.filter?.matches($0) ?? true }
                return query.page(of: all.count, context: "numberAssignments", total: { all.count }, world) { all[$0] }
            }),
        Route(
            .post, path + "/numberAssignments/assignNumber", "graph.teams.numbers.assign",
            charges: .teams(.teamsOtherWrite), permissions: writers,
            source: "Microsoft Graph teamsadministration-numberassignment-assignnumber",
            handle: { (call, _, world) throws(Problem) in try assign(call, world) }),
        Route(
            .post, path + "/numberAssignments/unassignNumber", "graph.teams.numbers.unassign",
            charges: .teams(.teamsOtherWrite), permissions: writers,
            source: "Microsoft Graph teamsadministration-numberassignment-unassignnumber",
            handle: { (call, _, world) throws(Problem) in
                try check(world)
                let number = try number(call, world)
                return accept(number, to: nil, failure: nil, call, world)
            }),
        Route(
            .get, path + "/operations/{order}", "graph.teams.numbers.order", charges: .teams(.teamsOtherRead),
            permissions: readers,
            source: "Microsoft Graph teamsadministration-telephonenumberlongrunningoperation-get",
            handle: { (call, _, world) throws(Problem) in try order(call, world) }),
    ]

    private static func check(_ world: World) throws(Problem) {
        guard world.settings.hasTeamsAdministration else {
            throw Problem(400, "BadRequest", "Resource not found for the segment 'telephoneNumberManagement'.")
        }
    }

    private static func json(_ number: TelephonyState.TeamsNumber, _ world: World) -> JSONValue {
        let user = number.user.map { world.directory.id(at: $0).description }
        return [
            "id": .string(String(number.number.dropFirst())), "telephoneNumber": .string(number.number),
            "numberType": "directRouting", "activationState": "activated", "capabilities": ["userAssignment"],
            "assignmentStatus": user == nil ? "unassigned" : "userAssigned", "assignmentTargetId": .text(user),
            "assignmentCategory": user == nil ? .null : "primary", "operatorId": "", "numberSource": "onPremises",
        ]
    }

    private static func number(_ call: Call, _ world: World) throws(Problem) -> String {
        let text = JSONValue.parse(call.body)?["telephoneNumber"]?.string ?? ""
        guard world.telephony.numberPlace(text) != nil else {
            throw Problem(404, "NotFound", "The telephone number was not found in this tenant.")
        }
        return text
    }

    private static func assign(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        try check(world)
        let number = try number(call, world)
        let target = JSONValue.parse(call.body)?["assignmentTargetId"]?.string ?? ""
        guard let index = world.directory.index(of: target), let kind = world.directory.kind(at: index) else {
            throw UserRoutes.notFound(target)
        }
        let owner = world.telephony.numberPlace(number).flatMap { world.telephony.numbers[$0].user }
        let failure: String? =
            if let owner, owner != index {
                "The telephone number is assigned to another user."
            } else if !kind.canCall {
                "The user has no licence for calling."
            } else {
                nil
            }
        return accept(number, to: index, failure: failure, call, world)
    }

    private static func accept(
        _ number: String, to user: Int?, failure: String?, _ call: Call, _ world: World
    ) -> HTTPResponse {
        let place = world.telephony.numberPlace(number)
        let before = place.flatMap { world.telephony.numbers[$0].user }
        let id = world.telephony.order(number, to: user, failure: failure, doneAt: call.now + 3)
        if failure == nil, before != user {
            world.journal.writes.append(
                WriteRecord(
                    at: call.now, operation: user == nil ? .numberUnassigned : .numberAssigned,
                    subject: world.directory.id(at: user ?? before ?? 0).description, status: 202, applied: true,
                    answered: true))
        }
        return HTTPResponse(
            status: 202, fields: ["Location": "\(call.root)/v1.0\(path)/operations/\(id)"])
    }

    private static func order(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        try check(world)
        guard let order = Int(call["order"]).flatMap({ world.telephony.order($0) }) else {
            throw Problem(404, "NotFound", "There is no such operation.")
        }
        let status = order.doneAt > call.now ? "running" : order.failure == nil ? "succeeded" : "failed"
        return .graph([
            "@odata.context": .string("\(call.root)/v1.0/$metadata#operations/$entity"), "id": .string(call["order"]),
            "status": .string(status),
            "numbers": [
                [
                    "status": .string(status),
                    "statusDetail": .text(status == "failed" ? order.failure : nil),
                ]
            ],
        ])
    }
}

extension SimulatedOperation {
    /// Lists the numbers of the Teams tenant.
    public static let numbersList: SimulatedOperation = "graph.teams.numbers.list"
}
