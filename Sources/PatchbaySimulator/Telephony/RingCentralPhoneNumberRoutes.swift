import PatchbayCore

/// `GET /account/{id}/phone-number` and `GET /account/{id}/extension/{id}/phone-number`.
///
/// Source: RingCentral `listAccountPhoneNumbers`, `listExtensionPhoneNumbers`, `account/phone-numbers` (some answers leave the `+` out).
enum RingCentralPhoneNumberRoutes {
    static let all: [Route] = [
        Route(
            .get, "/v1.0/account/{account}/phone-number", .ringCentralPhoneNumbers, charges: .one(.ringCentralHeavy),
            permissions: ["ReadAccounts", "EditAccounts"], source: "RingCentral listAccountPhoneNumbers",
            handle: { (call, _, world) throws(Problem) in
                try world.checkAccount(call)
                try world.checkUser(may: "ReadCompanyPhoneNumbers")
                let population = world.settings.population
                let places = (0..<world.ringCentral.count(population)).filter {
                    world.ringCentral.simulatedExtension(at: $0, population)?.directNumber != nil
                }
                let numbers = [company(world)] + places.compactMap { number($0, call, world) }
                return try answer(numbers, call, world)
            }),
        Route(
            .get, "/v1.0/account/{account}/extension/{extension}/phone-number", "ringcentral.phoneNumbers.ofExtension",
            charges: .one(.ringCentralLight), permissions: ["ReadAccounts", "EditAccounts"],
            source: "RingCentral listExtensionPhoneNumbers",
            handle: { (call, _, world) throws(Problem) in
                try world.checkAccount(call)
                try world.checkUser(may: "ReadUserPhoneNumbers")
                let (_, place) = try RingCentralPresenceRoutes.find(call["extension"], world)
                return try answer([number(place, call, world), company(world)].compactMap { $0 }, call, world)
            }),
    ]

    private static func answer(_ numbers: [JSONValue], _ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let usages = Set(call.options("usageType"))
        let wanted = numbers.filter { usages.isEmpty || usages.contains($0["usageType"]?.string ?? "") }
        let page = try RingCentralPage(call, usual: 100, maximum: 1000)
        return try page.answer(of: wanted.count, world) { wanted[$0] }
    }

    private static func company(_ world: World) -> JSONValue {
        [
            "id": 1, "phoneNumber": "+15550100000", "usageType": "MainCompanyNumber", "type": "VoiceFax",
            "status": "Normal", "paymentType": "Local",
        ]
    }

    private static func number(_ place: Int, _ call: Call, _ world: World) -> JSONValue? {
        guard let item = world.ringCentral.simulatedExtension(at: place, world.settings.population),
            let number = item.directNumber
        else { return nil }
        let uri = "\(call.root)/restapi/v1.0/account/\(world.settings.ringCentral.accountID)/extension/\(item.id)"
        return [
            "id": .integer(500_000 + Int64(place)),
            "phoneNumber": .string(place % 29 == 3 ? String(number.dropFirst()) : number),
            "usageType": "DirectNumber", "type": place % 31 == 9 ? "FaxOnly" : "VoiceFax",
            "status": place % 37 == 5 ? "Pending" : "Normal", "paymentType": "Local",
            "extension": [
                "id": .string(String(item.id)), "uri": .string(uri), "extensionNumber": .string(item.extensionNumber),
            ],
        ]
    }
}

extension SimulatedOperation {
    /// Lists every number of the RingCentral account.
    public static let ringCentralPhoneNumbers: SimulatedOperation = "ringcentral.phoneNumbers.list"
}
