import Foundation
import PatchbayCore

/// The tenant itself.
///
/// Source: Microsoft Graph `organization-list`, `teamwork-get`.
enum TenantRoutes {
    static let all: [Route] = [
        Route(
            .get, "/organization", "graph.organization.get", charges: .directory(1),
            permissions: ["Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All", "User.Read.All"],
            source: "Microsoft Graph organization-list",
            handle: { (call, _, world) throws(Problem) in try organization(call, world) }),
        Route(
            .get, "/teamwork", "graph.teamwork.get", charges: .teams(.teamsOtherRead),
            permissions: ["Teamwork.Read.All"],
            source: "Microsoft Graph teamwork-get",
            handle: { (call, _, world) throws(Problem) in
                .graph([
                    "@odata.context": .string("\(call.root)/v1.0/$metadata#teamwork"), "id": "teamwork",
                    "isTeamsEnabled": .bool(world.settings.isTeamsEnabled), "region": "EMEA",
                ])
            }),
    ]

    /// The members that were asked for, of an object that has them all.
    static func selected(_ value: JSONValue, _ call: Call) -> JSONValue {
        guard let select = call.option("$select"), case .object(let members) = value else { return value }
        let names = Set(select.lowercased().split(separator: ",").map(String.init))
        return .object(members.filter { names.contains($0.name.lowercased()) || $0.name.hasPrefix("@") })
    }

    private static func organization(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let domains = world.settings.domains.enumerated().map { position, name -> JSONValue in
            [
                "capabilities": "Email, OfficeCommunicationsOnline", "isDefault": .bool(position == 0),
                "isInitial": .bool(position == 0), "name": .string(name), "type": "Managed",
            ]
        }
        let value: JSONValue = [
            "id": .string(world.settings.tenantID), "displayName": "Fabrikam", "tenantType": "AAD",
            "countryLetterCode": "GB", "verifiedDomains": .array(domains),
            "assignedPlans": [
                [
                    "assignedDateTime": "2024-01-15T09:00:00Z", "capabilityStatus": "Enabled",
                    "service": "TeamspaceAPI",
                    "servicePlanId": .string(Sku.teamsPlan.id.description),
                ]
            ],
        ]
        return .graph([
            "@odata.context": .string("\(call.root)/v1.0/$metadata#organization"), "value": [selected(value, call)],
        ])
    }
}
