import PatchbayCore

/// `GET /account/{id}/directory/entries`. Ids are strings here, and it is the one list with an entity tag.
///
/// Source: RingCentral `listDirectoryEntries`, `readDirectoryEntry`.
enum RingCentralDirectoryRoutes {
    private static let scopes = ["ReadAccounts", "EditAccounts"]

    static let all: [Route] = [
        Route(
            .get, "/v1.0/account/{account}/directory/entries", .ringCentralDirectory, charges: .one(.ringCentralMedium),
            permissions: scopes, source: "RingCentral listDirectoryEntries",
            handle: { (call, _, world) throws(Problem) in try list(call, world) }),
        Route(
            .get, "/v1.0/account/{account}/directory/entries/{entry}", "ringcentral.directory.get",
            charges: .one(.ringCentralMedium), permissions: scopes, source: "RingCentral readDirectoryEntry",
            handle: { (call, _, world) throws(Problem) in
                try world.checkAccount(call)
                let population = world.settings.population
                guard let place = world.ringCentral.place(of: call["entry"], population),
                    world.ringCentral.directoryPlaces(population).contains(place),
                    let item = world.ringCentral.simulatedExtension(at: place, population)
                else { throw Problem(404, "CMN-102", "Resource for parameter [entryId] is not found") }
                return .ringCentral(json(item, isFederated: true, world))
            }),
    ]

    /// The directory calls all of these users.
    private static let people: Set<String> = ["User", "DigitalUser", "VirtualUser", "FaxUser"]

    private static func json(_ item: SimulatedExtension, isFederated: Bool, _ world: World) -> JSONValue {
        let isPerson = people.contains(item.type)
        var members: [(String, JSONValue)] = [
            ("id", .string(String(item.id))), ("type", .string(isPerson ? "User" : item.type)),
            ("status", .string(item.status)),
        ]
        if isPerson {
            members += [("firstName", .string(item.firstName)), ("lastName", .string(item.lastName))]
        } else {
            members.append(("name", .string(item.name)))
        }
        if let department = item.department { members.append(("department", .string(department))) }
        if let title = item.jobTitle { members.append(("jobTitle", .string(title))) }
        if let email = item.email { members.append(("email", .string(email))) }
        members.append(("extensionNumber", .string(item.extensionNumber)))
        if let number = item.directNumber {
            members.append(
                (
                    "phoneNumbers",
                    [
                        [
                            "phoneNumber": .string(number), "formattedPhoneNumber": .string(number), "type": "VoiceFax",
                            "usageType": "DirectNumber",
                        ]
                    ]
                ))
        }
        members.append(("site", ["id": "main-site", "name": "Main Site"]))
        if isFederated {
            members.append(
                (
                    "account",
                    [
                        "id": .string(String(world.settings.ringCentral.accountID)),
                        "companyName": .string(world.settings.ringCentral.companyName),
                        "federatedName": .string(world.settings.ringCentral.companyName),
                        "mainNumber": ["phoneNumber": "+15550100000"],
                    ]
                ))
        }
        return .members(members)
    }

    /// A colleague in a sister account: seen by everybody who does not ask for this account only.
    private static func sister(_ index: Int) -> JSONValue {
        [
            "id": .string(String(909_000_000 + index)), "type": "User", "status": "Enabled", "firstName": "Sister",
            "lastName": .string("Company \(index)"), "email": .string("colleague\(index)@sister.example"),
            "extensionNumber": .string(String(5001 + index)),
            "account": ["id": "909", "companyName": "Sister", "federatedName": "Sister"],
        ]
    }

    private static func list(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        try world.checkAccount(call)
        let page = try RingCentralPage(call, usual: 1000, maximum: 2000)
        let isFederated = call.option("showfederated")?.lowercased() != "false"
        let tag = "\"\(world.ringCentral.version)-\(call.target.utf8.reduce(UInt32(17)) { $0 &* 31 &+ UInt32($1) })\""
        if call.fields["If-None-Match"] == tag { return HTTPResponse(status: 304, fields: ["ETag": tag]) }
        let population = world.settings.population
        var places = world.ringCentral.directoryPlaces(population)
        let state = world.ringCentral
        if let type = call.option("type") {
            places = places.filter { place in
                let actual = state.simulatedExtension(at: place, population)?.type ?? ""
                return (people.contains(actual) ? "User" : actual) == type
            }
        }
        let sisters = isFederated ? 3 : 0
        return try page.answer(of: places.count + sisters, world, hasLinks: false, fields: ["ETag": tag]) { place in
            guard place < places.count else { return sister(place - places.count) }
            return state.simulatedExtension(at: places[place], population).map {
                json($0, isFederated: isFederated, world)
            }
        }
    }
}
