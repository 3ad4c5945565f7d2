import PatchbayCore

/// `GET /account/{id}/extension` and `GET /account/{id}/extension/{id}`. Ids are numbers here.
///
/// Source: RingCentral `listExtensions`, `readExtension`.
enum RingCentralExtensionRoutes {
    private static let scopes = ["ReadAccounts", "EditAccounts", "EditExtensions"]

    static let all: [Route] = [
        Route(
            .get, "/v1.0/account/{account}/extension", .ringCentralExtensions, charges: .one(.ringCentralMedium),
            permissions: scopes, source: "RingCentral listExtensions",
            handle: { (call, _, world) throws(Problem) in try list(call, world) }),
        Route(
            .get, "/v1.0/account/{account}/extension/{extension}", "ringcentral.extensions.get",
            charges: .one(.ringCentralLight), permissions: scopes, source: "RingCentral readExtension",
            handle: { (call, _, world) throws(Problem) in try one(call, world) }),
    ]

    private static func json(_ item: SimulatedExtension, _ call: Call, _ world: World) -> JSONValue {
        let account = "\(call.root)/restapi/v1.0/account/\(world.settings.ringCentral.accountID)"
        let isPerson = !item.lastName.isEmpty
        var contact: [(String, JSONValue)] = [("firstName", .string(item.firstName))]
        if isPerson { contact.append(("lastName", .string(item.lastName))) }
        contact.append(("company", .string(world.settings.ringCentral.companyName)))
        // What is not there is left out, not null.
        if let email = item.email { contact.append(("email", .string(email))) }
        if let title = item.jobTitle { contact.append(("jobTitle", .string(title))) }
        if let department = item.department { contact.append(("department", .string(department))) }
        if let number = item.directNumber { contact.append(("businessPhone", .string(number))) }
        contact.append(("emailAsLoginName", .bool(false)))
        return [
            "uri": .string("\(account)/extension/\(item.id)"), "id": .integer(item.id),
            "extensionNumber": .string(item.extensionNumber), "contact": .members(contact), "name": .string(item.name),
            "type": .string(item.type), "status": .string(item.status), "hidden": .bool(item.isHidden),
            "permissions": ["admin": ["enabled": false], "internationalCalling": ["enabled": false]],
            "profileImage": ["uri": .string("\(account)/extension/\(item.id)/profile-image")],
            "site": ["id": "main-site", "name": "Main Site"],
        ]
    }

    private static func list(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        try world.checkAccount(call)
        try world.checkUser(may: "ReadExtensions")
        let page = try RingCentralPage(call, usual: 100, maximum: 1000)
        let statuses = Set(call.options("status"))
        let types = Set(call.options("type"))
        let (email, number) = (call.option("email"), call.option("extensionnumber"))
        let population = world.settings.population
        let state = world.ringCentral
        func matching(_ place: Int) -> SimulatedExtension? {
            guard let item = state.simulatedExtension(at: place, population) else { return nil }
            guard statuses.isEmpty || statuses.contains(item.status), types.isEmpty || types.contains(item.type),
                email == nil || email == item.email, number == nil || number == item.extensionNumber
            else { return nil }
            return item
        }
        if statuses.isEmpty, types.isEmpty, email == nil, number == nil {
            return try page.answer(of: state.count(population), world) { matching($0).map { json($0, call, world) } }
        }
        let places = (0..<state.count(population)).filter { matching($0) != nil }
        return try page.answer(of: places.count, world) { matching(places[$0]).map { json($0, call, world) } }
    }

    private static func one(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        try world.checkAccount(call)
        let id = call["extension"] == "~" ? String(world.ringCentral.ownerID) : call["extension"]
        if id != String(world.ringCentral.ownerID) { try world.checkUser(may: "ReadExtensions") }
        let population = world.settings.population
        guard let place = world.ringCentral.place(of: id, population),
            let item = world.ringCentral.simulatedExtension(at: place, population)
        else {
            throw Problem(
                404, "CMN-102", "Resource for parameter [extensionId] is not found",
                extra: [("parameterName", "extensionId"), ("parameterValue", .string(id))])
        }
        let account = "\(call.root)/restapi/v1.0/account/\(world.settings.ringCentral.accountID)"
        return .ringCentral(
            json(item, call, world)
                .adding(
                    "account", ["id": .string(String(world.settings.ringCentral.accountID)), "uri": .string(account)]
                )
                .adding("references", []).adding("roles", [["id": "1", "uri": .string("\(account)/user-role/1")]])
                .adding("regionalSettings", ["timezone": ["id": "1", "name": "UTC"]])
                .adding("setupWizardState", .string(item.status == "NotActivated" ? "NotStarted" : "Completed")))
    }
}
