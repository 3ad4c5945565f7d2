import Foundation
import GraphClient
import PatchbayCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What the documentation of Foundation leads to.
struct PlainUser: Decodable {
    struct Plan: Decodable {
        var servicePlanId: String
        var service: String?
        var capabilityStatus: String?
    }

    var id: String
    var displayName: String?
    var userPrincipalName: String?
    var mail: String?
    var department: String?
    var accountEnabled: Bool?
    var proxyAddresses: [String]
    var assignedPlans: [Plan]
}

struct PlainPage: Decodable {
    var value: [PlainUser]
    var nextLink: URL?

    enum CodingKeys: String, CodingKey {
        case value
        case nextLink = "@odata.nextLink"
    }
}

enum Lists {
    static func list(_ how: String, port: String, transport: String) async throws {
        let measure = Measure()
        switch how {
        case "naive":
            var users: [PlainUser] = []
            var next = URL(string: "http://127.0.0.1:\(port)/v1.0/users?$top=999")
            while let url = next {
                let (data, _) = try await URLSession.shared.data(from: url)
                let page = try JSONDecoder().decode(PlainPage.self, from: data)
                users += page.value
                next = page.nextLink
            }
            measure.report("list.naive", count: users.count)
        case "keep":
            try await Clients.withGraph(port: port, transport: transport) { graph in
                let users = try await graph.users.list().collect()
                measure.report("list.keep.\(transport)", count: users.count)
            }
        case "stream":
            try await Clients.withGraph(port: port, transport: transport) { graph in
                var enabled = 0
                let count = try await graph.users.forEachRecord { if $0.accountEnabled == true { enabled += 1 } }
                measure.report("list.stream.\(transport)", count: count, ["enabled": Double(enabled)])
            }
        default: throw Unavailable(description: "no way “\(how)” to list")
        }
    }

    static func first(port: String, transport: String) async throws {
        let measure = Measure()
        try await Clients.withGraph(port: port, transport: transport) { graph in
            for try await user in try graph.users.list() {
                measure.report("first.\(transport)", count: user.id.rawValue.isEmpty ? 0 : 1)
                break
            }
        }
    }
}
