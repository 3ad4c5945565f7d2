import Foundation
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Testing

/// A cloud without latency on a clock that the test moves, and the few calls that every test makes.
struct Session {
    let clock = TestClock()
    let cloud: SimulatedCloud
    var settings: CloudSettings { cloud.settings }
    static let graph = "https://graph.microsoft.com"

    init(
        count: Int = 60, seed: UInt64 = 1, mix: PopulationMix = .varied,
        _ change: (inout CloudSettings) -> Void = { _ in }
    ) {
        var settings = CloudSettings(
            seed: seed, population: Population(seed: seed, count: count, mix: mix), latency: .none)
        change(&settings)
        cloud = SimulatedCloud(settings, time: clock.timeSource)
    }

    func advance(_ seconds: Double) { clock.advance(by: .seconds(seconds)) }

    /// Sends a request as given.
    func send(
        _ method: HTTPMethod, _ address: String, fields: HTTPFields = [:], body: String? = nil
    ) async throws -> HTTPResponse {
        let url = try #require(URL(string: address))
        return try await cloud.respond(
            to: HTTPRequest(method: method, url: url, fields: fields, body: body.map { Data($0.utf8) }))
    }

    func tokenRequest(
        tenant: String? = nil, client: String? = nil, secret: String? = nil, scope: String = "\(graph)/.default"
    ) async throws -> HTTPResponse {
        var form = FormBody()
        form.append("grant_type", "client_credentials")
        form.append("client_id", client ?? settings.apps[0].clientID)
        form.append("client_secret", secret ?? settings.apps[0].secrets[0].value)
        form.append("scope", scope)
        return try await send(
            .post, "https://login.microsoftonline.com/\(tenant ?? settings.tenantID)/oauth2/v2.0/token",
            fields: ["Content-Type": "application/x-www-form-urlencoded"], body: form.encoded)
    }

    func token() async throws -> String {
        struct Answer: Decodable { let access_token: String }
        return try JSONDecoder().decode(Answer.self, from: try await tokenRequest().body).access_token
    }

    /// Sends a request to Graph with a token, fetched if none is given. The path's query is escaped here.
    func graph(
        _ method: HTTPMethod = .get, _ path: String, query: Query = Query(), token: String? = nil,
        fields: HTTPFields = [:], body: String? = nil
    ) async throws -> HTTPResponse {
        var fields = fields
        let bearer = if let token { token } else { try await self.token() }
        fields["Authorization"] = "Bearer \(bearer)"
        if body != nil { fields["Content-Type"] = "application/json" }
        return try await send(method, "\(Session.graph)/v1.0\(path)\(query.suffix)", fields: fields, body: body)
    }

    var appID: String { settings.catalog[0].id }

    func install(
        _ user: String, app: String? = nil, token: String? = nil, root: String = "\(graph)/v1.0"
    ) async throws -> HTTPResponse {
        try await graph(
            .post, "/users/\(user)/teamwork/installedApps", token: token,
            body: #"{"teamsApp@odata.bind":"\#(root)/appCatalogs/teamsApps/\#(app ?? appID)"}"#)
    }

    func installs(_ user: String, token: String? = nil) async throws -> JSON {
        try await graph(
            .get, "/users/\(user)/teamwork/installedApps",
            query: ["$filter": "teamsApp/id eq '\(appID)'", "$expand": "teamsApp,teamsAppDefinition"], token: token
        ).json
    }

    /// The first user of a kind.
    func user(_ kind: UserKind) throws -> SimulatedUser {
        try #require(settings.population.users.first { $0.kind == kind })
    }
}

/// A JSON document for looking into, with a message where it lacks something.
struct JSON {
    let value: Any?

    subscript(name: String) -> JSON { JSON(value: (value as? [String: Any])?[name]) }
    subscript(index: Int) -> JSON {
        let array = value as? [Any] ?? []
        return JSON(value: array.indices.contains(index) ? array[index] : nil)
    }
    var string: String? { value as? String }
    var int: Int? { value as? Int }
    var bool: Bool? { value as? Bool }
    var array: [JSON] { (value as? [Any] ?? []).map { JSON(value: $0) } }
    var keys: Set<String> { Set((value as? [String: Any] ?? [:]).keys) }
    var exists: Bool { value != nil }
}

extension HTTPResponse {
    var json: JSON { JSON(value: try? JSONSerialization.jsonObject(with: body)) }
}
