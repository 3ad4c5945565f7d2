import Foundation
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Synchronization
import Testing

/// A server of somebody who subscribes: does both handshakes, takes notifications, and can be told to behave otherwise.
final class Receiver: HTTPTransport {
    typealias Behaviour = @Sendable (HTTPRequest) async throws -> HTTPResponse?

    private struct State {
        var requests: [HTTPRequest] = []
        var behaviour: Behaviour?
    }

    private let state = Mutex(State())

    init(_ behaviour: Behaviour? = nil) { state.withLock { $0.behaviour = behaviour } }

    /// Puts another behaviour before the usual one; where it says `nil`, the usual one counts.
    func behave(_ behaviour: Behaviour?) { state.withLock { $0.behaviour = behaviour } }

    /// Everything that came, handshakes included.
    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    /// The notifications that came.
    var notifications: [HTTPRequest] { requests.filter { !Receiver.isHandshake($0) } }

    /// The elements of Graph's notifications, in order.
    var values: [JSON] {
        notifications.flatMap { HTTPResponse(status: 200, body: $0.body ?? Data()).json["value"].array }
    }

    /// RingCentral's events, in order.
    var events: [JSON] { notifications.map { HTTPResponse(status: 200, body: $0.body ?? Data()).json } }

    static func isHandshake(_ request: HTTPRequest) -> Bool { request.body == nil }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let behaviour = state.withLock { state in
            state.requests.append(request)
            return state.behaviour
        }
        if let answer = try await behaviour?(request) { return answer }
        guard Receiver.isHandshake(request) else { return HTTPResponse(status: 200) }
        if let token = request.fields["Validation-Token"] {
            return HTTPResponse(
                status: 200, fields: ["Validation-Token": token, "Content-Type": "application/json"])
        }
        return HTTPResponse(
            status: 200, fields: ["Content-Type": "text/plain"], body: Data(Receiver.token(of: request).utf8))
    }

    /// The validation token of Graph's handshake, decoded.
    static func token(of request: HTTPRequest) -> String {
        URLComponents(url: request.url, resolvingAgainstBaseURL: false)?.queryItems?
            .first { $0.name == "validationToken" }?.value ?? ""
    }
}

/// A cloud in virtual time with a receiver, and the calls that tests of subscriptions make.
struct Subscribed {
    let cloud: SimulatedCloud
    let time: TimeSource
    let receiver: Receiver
    let calls: Calls

    init(_ time: TimeSource, receiver: Receiver = Receiver(), _ change: (inout CloudSettings) -> Void = { _ in }) {
        var settings = CloudSettings(
            population: Population(seed: 1, count: 120), limits: Limits.none, latency: .none)
        settings.notifications = .immediate
        settings.entra.deviceApproval = .after(.zero)
        settings.ringCentral.scopes = ["ReadAccounts", "ReadPresence", "EditPresence", "SubscriptionWebhook"]
        change(&settings)
        cloud = SimulatedCloud(settings, time: time, delivery: receiver)
        self.time = time
        self.receiver = receiver
        calls = Calls(cloud: cloud)
    }

    func wait(_ seconds: Double) async throws { try await time.sleep(for: .seconds(seconds)) }

    /// The first people with a telephone and Teams.
    func person(_ number: Int = 0) throws -> SimulatedPerson {
        try #require(cloud.settings.population.people.dropFirst(number).first)
    }

    /// The object id of one of them.
    func user(_ number: Int = 0) throws -> String { try #require(try person(number).userID) }

    /// Makes a subscription at Graph to some people's presence.
    func subscribe(
        _ users: [String], minutes: Double = 59, token: String? = nil, lifecycle: Bool = true, extra: String = ""
    ) async throws -> HTTPResponse {
        let list = users.map { "'\($0)'" }.joined(separator: ",")
        let expiry = WireDate.string(time.date.addingTimeInterval(minutes * 60))
        let lifecycle = lifecycle ? #""lifecycleNotificationUrl":"https://receiver.example/lifecycle","# : ""
        let bearer = if let token { token } else { try await calls.personToken() }
        return try await calls.graph(
            .post, "/subscriptions", token: bearer,
            body: """
                {"changeType":"updated","notificationUrl":"https://receiver.example/graph?key=1",\(lifecycle)
                "resource":"/communications/presences?$filter=id in (\(list))","expirationDateTime":"\(expiry)",
                "clientState":"a secret of ours"\(extra)}
                """)
    }

    /// Makes a subscription at RingCentral.
    func subscribe(
        events filters: [String], address: String = "https://receiver.example/ringcentral", extra: String = ""
    ) async throws -> HTTPResponse {
        let list = filters.map { "\"\($0)\"" }.joined(separator: ",")
        return try await calls.ringCentral(
            .post, "/subscription",
            body: """
                {"eventFilters":[\(list)],"deliveryMode":{"transportType":"WebHook","address":"\(address)",
                "verificationToken":"ours"}\(extra)}
                """)
    }
}

/// Calls with a token.
struct Calls {
    let cloud: SimulatedCloud

    private func send(
        _ method: HTTPMethod, _ address: String, _ fields: HTTPFields, _ body: String?
    ) async throws -> HTTPResponse {
        let url = try #require(URL(string: address))
        return try await cloud.respond(
            to: HTTPRequest(method: method, url: url, fields: fields, body: body.map { Data($0.utf8) }))
    }

    private func entra(_ path: String, _ form: [(String, String)]) async throws -> HTTPResponse {
        var body = FormBody()
        for (name, value) in form { body.append(name, value) }
        return try await send(
            .post, "https://login.microsoftonline.com/\(cloud.settings.tenantID)/oauth2/v2.0/\(path)",
            ["Content-Type": "application/x-www-form-urlencoded"], body.encoded)
    }

    /// The app's own token.
    func appToken() async throws -> String {
        let app = cloud.settings.apps[0]
        let answer = try await entra(
            "token",
            [
                ("grant_type", "client_credentials"), ("client_id", app.clientID),
                ("client_secret", app.secrets[0].value), ("scope", "https://graph.microsoft.com/.default"),
            ])
        return try #require(answer.json["access_token"].string)
    }

    /// The token of a person who signed in.
    func personToken() async throws -> String {
        let app = cloud.settings.apps[0].clientID
        let code = try await entra(
            "devicecode", [("client_id", app), ("scope", "https://graph.microsoft.com/.default offline_access")])
        let answer = try await entra(
            "token",
            [
                ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("client_id", app),
                ("device_code", try #require(code.json["device_code"].string)),
            ])
        return try #require(answer.json["access_token"].string)
    }

    func graph(_ method: HTTPMethod, _ path: String, token: String, body: String? = nil) async throws -> HTTPResponse {
        try await send(
            method, "https://graph.microsoft.com/v1.0\(path)",
            ["Authorization": "Bearer \(token)", "Content-Type": "application/json"], body)
    }

    func ringCentral(_ method: HTTPMethod, _ path: String, body: String? = nil) async throws -> HTTPResponse {
        let settings = cloud.settings.ringCentral
        var form = FormBody()
        form.append("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
        form.append("assertion", settings.jwt)
        let client = Data("\(settings.clientID):\(settings.clientSecret)".utf8).base64EncodedString()
        let token = try await send(
            .post, "https://platform.ringcentral.com/restapi/oauth/token",
            ["Authorization": "Basic \(client)", "Content-Type": "application/x-www-form-urlencoded"], form.encoded)
        return try await send(
            method, "https://platform.ringcentral.com/restapi\(path.hasPrefix("/oauth") ? "" : "/v1.0")\(path)",
            [
                "Authorization": "Bearer \(try #require(token.json["access_token"].string))",
                "Content-Type": "application/json",
            ], body)
    }
}
