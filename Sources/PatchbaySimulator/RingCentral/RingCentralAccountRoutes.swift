import PatchbayCore

/// `GET /account/{id}` and the check of what the signed-in user may do.
///
/// Source: RingCentral `readAccountInfo`, `readAuthorizationProfile`, `checkUserPermission`.
enum RingCentralAccountRoutes {
    static let all: [Route] = [
        Route(
            .get, "/v1.0/account/{account}", "ringcentral.account.get", charges: .one(.ringCentralLight),
            permissions: ["ReadAccounts", "EditAccounts"], source: "RingCentral readAccountInfo",
            handle: { (call, _, world) throws(Problem) in
                try world.checkAccount(call)
                try world.checkUser(may: "ReadCompanyInfo")
                let settings = world.settings.ringCentral
                return .ringCentral([
                    "uri": .string("\(call.root)/restapi/v1.0/account/\(settings.accountID)"),
                    "id": .integer(settings.accountID), "mainNumber": "15550100000", "status": "Confirmed",
                    "setupWizardState": "Completed",
                    "serviceInfo": [
                        "brand": ["id": "1210", "name": "RingCentral"], "servicePlan": ["id": "1", "name": "RingEX"],
                        "uri": .string("\(call.root)/restapi/v1.0/account/\(settings.accountID)/service-info"),
                    ], "operator": ["id": .integer(world.ringCentral.ownerID), "extensionNumber": "101"],
                ])
            }),
        Route(
            .get, "/v1.0/account/{account}/extension/{extension}/authz-profile", "ringcentral.authz.list",
            charges: .one(.ringCentralMedium), source: "RingCentral readAuthorizationProfile",
            handle: { (call, _, world) throws(Problem) in
                try world.checkAccount(call)
                let held = world.settings.ringCentral.userPermissions.sorted()
                return .ringCentral([
                    "uri": .string(call.root + call.target),
                    "permissions": .array(held.map { details($0, true, call, world) }),
                ])
            }),
        Route(
            .get, "/v1.0/account/{account}/extension/{extension}/authz-profile/check", "ringcentral.authz.check",
            charges: .one(.ringCentralLight), source: "RingCentral checkUserPermission",
            handle: { (call, _, world) throws(Problem) in try check(call, world) }),
    ]

    private static func details(_ permission: String, _ isHeld: Bool, _ call: Call, _ world: World) -> JSONValue {
        let role = "\(call.root)/restapi/v1.0/account/\(world.settings.ringCentral.accountID)/user-role/1"
        return [
            "permission": [
                "uri": .string("\(call.root)/restapi/v1.0/dictionary/permission/\(permission)"),
                "id": .string(permission),
                "siteCompatible": "Compatible", "readOnly": false, "assignable": true,
            ], "effectiveRole": ["uri": .string(role), "id": "1"],
            "scopes": !isHeld
                ? []
                : world.settings.ringCentral.ownPermissions.contains(permission)
                    ? ["Self"] : ["Account", "AllExtensions", "Self"],
        ]
    }

    private static func check(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        try world.checkAccount(call)
        guard let permission = call.option("permissionid"), !permission.isEmpty else {
            throw Problem(
                400, "CMN-101", "Parameter [permissionId] value is invalid", extra: [("parameterName", "permissionId")])
        }
        if let target = call.option("targetextensionid"), target != "~",
            world.ringCentral.place(of: target, world.settings.population) == nil
        {
            throw Problem(
                404, "CMN-102", "Resource for parameter [targetExtensionId] is not found",
                extra: [("parameterName", "targetExtensionId"), ("parameterValue", .string(target))])
        }
        let isHeld = world.settings.ringCentral.userPermissions.contains(permission)
        return .ringCentral([
            "uri": .string(call.root + call.target), "successful": .bool(isHeld),
            "details": details(permission, isHeld, call, world),
        ])
    }
}
