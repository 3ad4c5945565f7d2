import PatchbayCore

/// `GET /subscribedSkus` and `GET /users/{id}/licenseDetails`.
///
/// Source: Microsoft Graph `subscribedsku-list`, `user-list-licensedetails`, `serviceplaninfo`.
enum LicenceRoutes {
    private static let permissions = [
        "LicenseAssignment.Read.All", "LicenseAssignment.ReadWrite.All", "Organization.Read.All", "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]

    static let all: [Route] = [
        Route(
            .get, "/subscribedSkus", "graph.skus.list", charges: .directory(3), permissions: permissions,
            source: "Microsoft Graph subscribedsku-list",
            handle: { (call, _, world) throws(Problem) in skus(call, world) }),
        Route(
            .get, "/users/{user}/licenseDetails", "graph.licenses.list", charges: .directory(2),
            permissions: permissions + UserRoutes.permissions, source: "Microsoft Graph user-list-licensedetails",
            handle: { (call, _, world) throws(Problem) in try details(call, world) }),
    ]

    private static func plan(_ plan: Sku.Plan, _ status: String) -> JSONValue {
        [
            "servicePlanId": .string(plan.id.description), "servicePlanName": .string(plan.name),
            "provisioningStatus": .string(status), "appliesTo": "User",
        ]
    }

    /// Query options other than `$select` are ignored, as the known issues say.
    private static func skus(_ call: Call, _ world: World) -> HTTPResponse {
        let skus = Sku.all.map { sku -> JSONValue in
            let isSuspended = !world.settings.hasTeamsLicences && sku.plans.contains(Sku.teamsPlan)
            return [
                "id": .string("\(world.settings.tenantID)_\(sku.id)"), "skuId": .string(sku.id.description),
                "skuPartNumber": .string(sku.partNumber),
                "capabilityStatus": .string(sku == .lapsed ? "Deleted" : isSuspended ? "Suspended" : "Enabled"),
                "appliesTo": "User",
                "consumedUnits": .integer(Int64(min(sku.bought, world.directory.count))),
                "prepaidUnits": [
                    "enabled": .integer(Int64(sku.bought)), "suspended": 0, "warning": 0, "lockedOut": 0,
                ],
                "servicePlans": .array(sku.plans.map { plan($0, "Success") }), "subscriptionIds": [],
                "accountId": .string(world.settings.tenantID),
                "accountName": .string(world.settings.domains.first ?? ""),
            ]
        }
        return .graph([
            "@odata.context": .string("\(call.root)/v1.0/$metadata#subscribedSkus"), "value": .array(skus),
        ])
    }

    private static func details(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let index = try UserRoutes.find(call["user"], call, world)
        let licences = world.directory.user(at: index, now: call.now)?.licences ?? []
        let details = licences.filter { $0.sku != .lapsed }.map { licence -> JSONValue in
            [
                "id": .string("\(licence.sku.id)"), "skuId": .string(licence.sku.id.description),
                "skuPartNumber": .string(licence.sku.partNumber),
                "servicePlans": .array(
                    licence.sku.plans.map { item in
                        plan(item, item == Sku.teamsPlan && licence.isTeamsSwitchedOff ? "Disabled" : "Success")
                    }),
            ]
        }
        return .graph([
            "@odata.context": .string("\(call.root)/v1.0/$metadata#users('\(call["user"])')/licenseDetails"),
            "value": .array(details),
        ])
    }
}
