import Foundation
import PatchbayCore
import PatchbayTesting

/// The subscriptions of both services, as far as a keeper can tell: one of Graph for each signed-in person, any number of RingCentral.
struct SubscriptionDesk {
    struct Entry: Hashable {
        let id: String
        var owner = ""
        var users: Set<String> = []
        var resource = ""
        var address: String
        var clientState: String?
        var until: Duration
        var status = "Active"
    }

    var graph: [Entry] = []
    var ringCentral: [Entry] = []
    /// Nothing is delivered, although everything looks well.
    var isSilent = false
    var refusesRenewal = false
    /// The next creation is done, and its answer is lost.
    var losesAnswer = false
    /// What was asked for, in order: `graph.create S1`.
    var log: [String] = []
    private var next = 0

    /// Who is told of a person's Teams presence: the ids of the subscriptions.
    func watchers(ofTeams user: String, _ now: Duration) -> [Entry] {
        isSilent ? [] : graph.filter { $0.until > now && $0.users.contains(user) }
    }

    func ringCentralWatchers(_ now: Duration) -> [Entry] {
        isSilent ? [] : ringCentral.filter { $0.until > now && $0.status == "Active" }
    }

    /// All subscriptions are gone, without a word.
    mutating func loseAll() {
        graph = []
        ringCentral = []
    }

    /// Answers what is about subscriptions; nil for anything else.
    mutating func answer(_ request: HTTPRequest, _ now: Duration) throws -> HTTPResponse? {
        let path = request.url.path().split(separator: "/").map(String.init)
        graph.removeAll { $0.until <= now }
        ringCentral.removeAll { $0.until <= now }
        if path.starts(with: ["v1.0", "subscriptions"]) {
            return try graphAnswer(request, Array(path.dropFirst(2)), now)
        }
        if path.starts(with: ["restapi", "v1.0", "subscription"]) {
            return try ringCentralAnswer(request, Array(path.dropFirst(3)), now)
        }
        return nil
    }

    private func fields(_ request: HTTPRequest) -> [String: String] {
        struct Body: Decodable {
            var resource: String?
            var notificationUrl: String?
            var clientState: String?
            var expirationDateTime: String?
        }
        let body = request.body.flatMap { try? JSONDecoder().decode(Body.self, from: $0) }
        return [
            "resource": body?.resource, "url": body?.notificationUrl, "state": body?.clientState,
            "until": body?.expirationDateTime,
        ].compactMapValues(\.self)
    }

    private mutating func graphAnswer(
        _ request: HTTPRequest, _ rest: [String], _ now: Duration
    ) throws -> HTTPResponse {
        let owner = request.fields["Authorization"] ?? ""
        func refusal(_ status: Int, _ code: String, _ message: String) -> HTTPResponse {
            .json(#"{"error":{"code":"\#(code)","message":"\#(message)"}}"#, status: status)
        }
        func json(_ entry: Entry) -> String {
            let expiry = WireDate.string(Date(timeIntervalSince1970: 1_800_000_000 + entry.until / .seconds(1)))
            return """
                {"id":"\(entry.id)","resource":"\(entry.resource)","changeType":"updated","notificationUrl":"\(entry.address)",\
                "lifecycleNotificationUrl":"\(entry.address)","clientState":"\(entry.clientState ?? "")",\
                "expirationDateTime":"\(expiry)"}
                """
        }
        switch (request.method, rest.first) {
        case (.get, nil):
            log.append("graph.list")
            return .json(#"{"value":[\#(graph.filter { $0.owner == owner }.map(json).joined(separator: ","))]}"#)
        case (.post, nil):
            if let there = graph.first(where: { $0.owner == owner }) {
                log.append("graph.conflict")
                return refusal(409, "Conflict", "a subscription already exists: \(there.id)")
            }
            next += 1
            let fields = fields(request)
            let resource = fields["resource"] ?? ""
            let entry = Entry(
                id: "S\(next)", owner: owner,
                users: Set(resource.split { "(),'/".contains($0) }.map(String.init)), resource: resource,
                address: fields["url"] ?? "", clientState: fields["state"], until: now + .seconds(3480))
            graph.append(entry)
            log.append("graph.create \(entry.id)")
            if losesAnswer {
                losesAnswer = false
                throw TransportError(.interrupted, detail: "lost")
            }
            return .json(json(entry), status: 201)
        case (.patch, let id?):
            guard let index = graph.firstIndex(where: { $0.id == id && $0.owner == owner }) else {
                log.append("graph.renew gone")
                return refusal(404, "ResourceNotFound", "")
            }
            if refusesRenewal {
                log.append("graph.renew refused")
                return refusal(400, "InvalidRequest", "Operation not supported")
            }
            graph[index].until = now + .seconds(3480)
            log.append("graph.renew \(id)")
            return .json(json(graph[index]))
        case (.delete, let id?):
            let count = graph.count
            graph.removeAll { $0.id == id && $0.owner == owner }
            log.append("graph.delete \(id)")
            return HTTPResponse(status: graph.count < count ? 204 : 404)
        default: return refusal(405, "MethodNotAllowed", "")
        }
    }

    private mutating func ringCentralAnswer(
        _ request: HTTPRequest, _ rest: [String], _ now: Duration
    ) throws -> HTTPResponse {
        func json(_ entry: Entry) -> String {
            """
            {"id":"\(entry.id)","status":"\(entry.status)","expiresIn":\((entry.until - now).components.seconds),\
            "eventFilters":["/restapi/v1.0/account/1/presence"],\
            "deliveryMode":{"transportType":"WebHook","address":"\(entry.address)"},"disabledFilters":[]}
            """
        }
        switch (request.method, rest.first, rest.last) {
        case (.get, nil, _):
            log.append("ringCentral.list")
            return .json(#"{"records":[\#(ringCentral.map(json).joined(separator: ","))]}"#)
        case (.post, nil, _):
            struct Body: Decodable {
                struct Mode: Decodable { let address: String }
                let deliveryMode: Mode
                let expiresIn: Int64
            }
            let body = try JSONDecoder().decode(Body.self, from: request.body ?? Data())
            next += 1
            let entry = Entry(
                id: "R\(next)", address: body.deliveryMode.address, until: now + .seconds(body.expiresIn))
            ringCentral.append(entry)
            log.append("ringCentral.create \(entry.id)")
            return .json(json(entry))
        case (_, let id?, let last):
            guard let index = ringCentral.firstIndex(where: { $0.id == id }) else {
                log.append("ringCentral.gone")
                return .json(#"{"errorCode":"SUB-507"}"#, status: 404)
            }
            if request.method == .delete {
                ringCentral.remove(at: index)
                log.append("ringCentral.delete \(id)")
                return HTTPResponse(status: 204)
            }
            if last == "renew" {
                ringCentral[index].until = now + .seconds(604_800)
                log.append("ringCentral.renew \(id)")
            } else {
                log.append("ringCentral.check \(id)")
            }
            return .json(json(ringCentral[index]))
        default: return .json("{}", status: 405)
        }
    }
}
