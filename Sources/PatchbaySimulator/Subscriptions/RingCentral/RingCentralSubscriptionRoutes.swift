import Foundation
import PatchbayCore

/// `/subscription`: presence of the account or of extensions, sent to an address.
///
/// Source: RingCentral `createSubscription`, `listSubscriptions`, `readSubscription`, `updateSubscription`, `renewSubscription`,
/// `deleteSubscription`, `webhooks/creating-webhooks`; codes from `basics/errors`.
enum RingCentralSubscriptionRoutes {
    /// Source: RingCentral `createSubscription`, newer reference: 30 for each user and app.
    static let most = 30
    /// Seven days where nothing is said. Source: RingCentral `createSubscription`.
    private static let usualLifetime = 604_800.0
    /// Ten years, the smaller of two published numbers. Source: RingCentral `createSubscription`.
    private static let longestLifetime = 315_360_000.0
    /// Source: RingCentral `webhooks/creating-webhooks`: headers and body.
    private static let largestAnswer = 1024

    static let all: [Route] = [
        Route(
            .post, "/v1.0/subscription", .ringCentralSubscriptionCreate, charges: .one(.ringCentralMedium),
            source: "RingCentral createSubscription",
            handle: { (call, caller, world) throws(Problem) in try create(call, caller, world) }),
        Route(
            .get, "/v1.0/subscription", "ringcentral.subscriptions.list", charges: .one(.ringCentralLight),
            source: "RingCentral listSubscriptions",
            handle: { (call, _, world) throws(Problem) in
                world.removeExpiredSubscriptions(at: call.now)
                let records = world.subscriptions.ringCentral(at: call.now).map { json($0, root: call.root, in: world) }
                return .ringCentral([
                    "uri": .string("\(call.root)/restapi/v1.0/subscription"), "records": .array(records),
                ])
            }),
        Route(
            .get, "/v1.0/subscription/{id}", "ringcentral.subscriptions.get", charges: .one(.ringCentralLight),
            source: "RingCentral readSubscription",
            handle: { (call, _, world) throws(Problem) in
                .ringCentral(json(try find(call, world), root: call.root, in: world))
            }),
        Route(
            .put, "/v1.0/subscription/{id}", .ringCentralSubscriptionUpdate, charges: .one(.ringCentralMedium),
            source: "RingCentral updateSubscription",
            handle: { (call, caller, world) throws(Problem) in try update(call, caller, world) }),
        Route(
            .post, "/v1.0/subscription/{id}/renew", .ringCentralSubscriptionRenew, charges: .one(.ringCentralLight),
            source: "RingCentral renewSubscription",
            handle: { (call, _, world) throws(Problem) in
                try renew(try find(call, world), lifetime: nil, filters: nil, call, world)
            }),
        Route(
            .delete, "/v1.0/subscription/{id}", .ringCentralSubscriptionDelete, charges: .one(.ringCentralMedium),
            source: "RingCentral deleteSubscription",
            handle: { (call, _, world) throws(Problem) in
                world.subscriptions.ringCentral[try find(call, world).id] = nil
                return HTTPResponse(status: 204)
            }),
    ]

    private static func find(_ call: Call, _ world: World) throws(Problem) -> RingCentralSubscription {
        world.removeExpiredSubscriptions(at: call.now)
        guard let found = world.subscriptions.ringCentral[call["id"].lowercased()] else {
            throw Problem(404, "SUB-507", "Subscription is not found or has expired")
        }
        return found
    }

    private static func invalid(_ name: String, _ value: JSONValue?) -> Problem {
        let text = value.map { $0.string ?? String(decoding: $0.data, as: UTF8.self) } ?? ""
        return Problem(
            400, "CMN-101", "Parameter [\(name)] value is invalid",
            extra: [("parameterName", .string(name)), ("parameterValue", .string(text))])
    }

    // MARK: Making one

    private static func create(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        guard let body = JSONValue.parse(call.body), case .object = body else {
            throw Problem(400, "CMN-103", "The body cannot be parsed")
        }
        let mode = body["deliveryMode"]
        switch mode?["transportType"]?.string {
        case "WebHook": return try createWebhook(call, body, caller, world)
        case "WebSocket": return try createOverSocket(call, body, caller, world)
        default: throw invalid("deliveryMode.transportType", mode?["transportType"])
        }
    }

    /// One for each session; the second takes the place of the first. It lives as long as the session.
    ///
    /// Source: RingCentral `websockets/subscribing`.
    private static func createOverSocket(
        _ call: Call, _ body: JSONValue, _ caller: Caller, _ world: World
    ) throws(Problem) -> HTTPResponse {
        guard let connection = call.connection, let session = world.sockets.session(of: connection) else {
            throw Problem(
                400, "CMN-101", "A WebSocket subscription is made over the socket",
                extra: [("parameterName", "deliveryMode.transportType"), ("parameterValue", "WebSocket")])
        }
        try EventSocketRoutes.check(caller)
        let filters = try filters(body, caller, lifetime: longestLifetime, world)
        if let old = world.sockets.sessions[session]?.subscription { world.subscriptions.ringCentral[old] = nil }
        let subscription = add(.socket(session), filters, longestLifetime, at: call.now, world)
        world.sockets.sessions[session]?.subscription = subscription.id
        return .ringCentral(json(subscription, root: call.root, in: world))
    }

    private static func createWebhook(
        _ call: Call, _ body: JSONValue, _ caller: Caller, _ world: World
    ) throws(Problem) -> HTTPResponse {
        let mode = body["deliveryMode"]
        guard caller.permissions.contains("SubscriptionWebhook") else {
            throw Problem(
                403, "CMN-401",
                "In order to call this API endpoint, application needs to have [SubscriptionWebhook] permission",
                extra: [("permissionName", "SubscriptionWebhook")])
        }
        let lifetime = try lifetime(body) ?? usualLifetime
        let filters = try filters(body, caller, lifetime: lifetime, world)
        world.removeExpiredSubscriptions(at: call.now)
        guard world.subscriptions.ringCentral.count < most else {
            throw Problem(403, "SUB-505", "Subscriptions limit exceeded. At most \(most) are allowed")
        }
        let url = try address(mode?["address"], world)
        let token = GUID(seed: world.settings.seed, kind: .handshake, index: call.number).description.uppercased()
        let request = HTTPRequest(
            method: .post, url: url,
            fields: [
                "Content-Type": "application/json; charset=utf-8", "User-Agent": "RingCentral-Webhook/8.3",
                "Validation-Token": token,
            ])
        guard let answers = world.ask([request], within: World.webhookTimeout, for: call) else {
            return HTTPResponse(status: 202)
        }
        for answer in answers { try check(answer, token) }
        let subscription = add(
            .webhook(url, verificationToken: mode?["verificationToken"]?.string), filters, lifetime, at: call.now, world
        )
        return .ringCentral(json(subscription, root: call.root, in: world))
    }

    /// Puts a new subscription in force.
    static func add(
        _ target: RingCentralSubscription.Target, _ filters: RingCentralSubscription.Filters, _ lifetime: Double,
        at now: Double, _ world: World
    ) -> RingCentralSubscription {
        let number = world.subscriptions.nextNumber()
        let subscription = RingCentralSubscription(
            id: GUID(seed: world.settings.seed, kind: .subscription, index: number).description, number: number,
            target: target, filters: filters, lifetime: lifetime, at: now)
        world.subscriptions.ringCentral[subscription.id] = subscription
        world.planReminder(subscription)
        return subscription
    }

    private static func lifetime(_ body: JSONValue) throws(Problem) -> Double? {
        guard let value = body["expiresIn"], value != .null else { return nil }
        guard case .integer(let seconds) = value, seconds > 0, Double(seconds) <= longestLifetime else {
            throw invalid("expiresIn", value)
        }
        return Double(seconds)
    }

    private static func address(_ value: JSONValue?, _ world: World) throws(Problem) -> URL {
        do throws(ReceiverAddress.Refusal) {
            return try ReceiverAddress(value?.string ?? "", in: world).url
        } catch {
            switch error {
            case .notAnAddress: throw invalid("deliveryMode.address", value)
            case .notSecure: throw Problem(400, "SUB-523", "HTTPS is required for the address of a webhook")
            case .outOfReach: throw Problem(400, "SUB-521", ReceiverAddress.outOfReach)
            case .noTransport: throw Problem(400, "SUB-521", ReceiverAddress.noTransport)
            }
        }
    }

    /// Reads the filters. Those that cannot be in force are named in the answer; if none is left, the first says why.
    ///
    /// Source: RingCentral `createSubscription`, `disabledFilters`; `event-filters/account-presence` and `extension-presence` for the
    /// app's scopes.
    static func filters(
        _ body: JSONValue, _ caller: Caller, lifetime: Double, _ world: World
    ) throws(Problem) -> RingCentralSubscription.Filters {
        guard let texts = body["eventFilters"]?.array?.compactMap(\.string), !texts.isEmpty else {
            throw Problem(400, "SUB-508", "Event filters are not specified")
        }
        var filters = RingCentralSubscription.Filters()
        for text in texts {
            do throws(RingCentralEventFilter.Refusal) {
                let (filter, expanded) = try RingCentralEventFilter.parse(text, in: world)
                try check(filter, caller, lifetime: lifetime)
                guard !filters.texts.contains(expanded) else { continue }
                filters.enabled.append(filter)
                filters.texts.append(expanded)
            } catch {
                if error.isFatal { throw Problem(400, error.code, "\(error.message): [\(text)]") }
                filters.disabled.append(.init(text: text, refusal: error))
            }
        }
        if let first = filters.disabled.first, filters.enabled.isEmpty {
            throw Problem(403, first.refusal.code, first.refusal.message)
        }
        // Source: RingCentral `createSubscription`, newer reference.
        guard filters.enabled.contains(where: { !$0.isReminder }) else {
            throw Problem(400, "SUB-515", "A subscription cannot be about its own renewal only")
        }
        return filters
    }

    private static func check(
        _ filter: RingCentralEventFilter, _ caller: Caller, lifetime: Double
    ) throws(RingCentralEventFilter.Refusal) {
        let scopes: [String]
        switch filter {
        case .account, .calls: scopes = ["ReadAccounts", "EditAccounts"]
        case .presence: scopes = ["ReadPresence", "EditPresence"]
        case .reminder(let threshold, let interval):
            // Source: RingCentral `webhooks/creating-webhooks`.
            guard threshold > 0, threshold <= lifetime / 2, interval > 0, interval <= threshold / 2 else {
                throw RingCentralEventFilter.Refusal(
                    code: "SUB-516",
                    message: "The threshold is at most half the lifetime, the interval at most half the threshold",
                    isFatal: true)
            }
            return
        }
        guard scopes.contains(where: caller.permissions.contains) else {
            throw RingCentralEventFilter.Refusal(
                code: "CMN-401", message: "The application needs to have [\(scopes[0])] permission")
        }
    }

    /// Source: RingCentral `webhooks/creating-webhooks`, `basics/errors`; that 522 is about the status was seen, not documented.
    private static func check(_ answer: ReceiverAnswer, _ token: String) throws(Problem) {
        switch answer {
        case .timedOut: throw Problem(400, "SUB-521", "Webhook is not reachable: no answer within 3000 ms")
        case .unreachable(let why): throw Problem(400, "SUB-521", "Webhook is not reachable: \(why)")
        case .response(let response):
            guard response.status == 200 else {
                throw Problem(
                    400, "SUB-522", "Webhook responds with incorrect HTTP status. HTTP status is \(response.status)")
            }
            guard response.fields["Validation-Token"] == token else {
                throw Problem(400, "SUB-520", "Webhook does not return the Validation-Token header")
            }
            let type = response.fields["Content-Type"]?.lowercased() ?? ""
            guard type.hasPrefix("application/json") else {
                throw Problem(400, "SUB-525", "Webhook responds with a content type other than application/json")
            }
            let size = response.fields.reduce(response.body.count) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
            guard size <= largestAnswer else {
                throw Problem(400, "SUB-525", "Webhook responds with more than \(largestAnswer) bytes")
            }
        }
    }

    // MARK: Renewing one

    private static func update(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        let subscription = try find(call, world)
        // Source: RingCentral `websockets/subscribing`; the code is the one of actions that a transport does not allow.
        if case .socket = subscription.target {
            throw Problem(
                405, "SUB-511", "A WebSocket subscription is renewed by the service and changed over the socket")
        }
        guard let text = call.body, !text.isEmpty else {
            return try renew(subscription, lifetime: nil, filters: nil, call, world)
        }
        guard let body = JSONValue.parse(text), case .object = body else {
            throw Problem(400, "CMN-103", "The body cannot be parsed")
        }
        if let address = body["deliveryMode"]?["address"], case .webhook(let url, _) = subscription.target,
            address.string != url.absoluteString
        {
            throw invalid("deliveryMode.address", address)
        }
        let lifetime = try lifetime(body)
        let filters =
            body["eventFilters"] == nil
            ? nil : try filters(body, caller, lifetime: lifetime ?? subscription.lifetime, world)
        return try renew(subscription, lifetime: lifetime, filters: filters, call, world)
    }

    private static func renew(
        _ old: RingCentralSubscription, lifetime: Double?, filters: RingCentralSubscription.Filters?, _ call: Call,
        _ world: World
    ) throws(Problem) -> HTTPResponse {
        var subscription = old
        subscription.renew(for: lifetime, filters: filters, at: call.now)
        world.subscriptions.ringCentral[subscription.id] = subscription
        world.planReminder(subscription)
        return .ringCentral(json(subscription, root: call.root, in: world))
    }

    // MARK: Answers

    static func json(_ subscription: RingCentralSubscription, root: String, in world: World) -> JSONValue {
        var mode: [(String, JSONValue)] = []
        switch subscription.target {
        case .webhook(let url, _):
            mode = [("transportType", "WebHook"), ("encryption", false), ("address", .string(url.absoluteString))]
        case .socket: mode = [("transportType", "WebSocket"), ("encryption", false)]
        }
        var members: [(String, JSONValue)] = [
            ("uri", .string("\(root)/restapi/v1.0/subscription/\(subscription.id)")),
            ("id", .string(subscription.id)),
            ("creationTime", .string(WireDate.string(world.date(at: subscription.createdAt)))),
            ("expirationTime", .string(WireDate.string(world.date(at: subscription.expiresAt)))),
            ("expiresIn", .integer(Int64(subscription.lifetime))), ("status", .string(subscription.status)),
            ("eventFilters", .array(subscription.filters.texts.map(JSONValue.string))),
            ("deliveryMode", .members(mode)),
        ]
        if !subscription.filters.disabled.isEmpty {
            let disabled = subscription.filters.disabled.map { filter -> JSONValue in
                [
                    "filter": .string(filter.text), "reason": .string(filter.refusal.code),
                    "message": .string(filter.refusal.message),
                ]
            }
            members.append(("disabledFilters", .array(disabled)))
        }
        if let blacklisted = subscription.blacklisted {
            members.append(
                (
                    "blacklistedData",
                    [
                        "reason": .string(blacklisted.reason),
                        "blacklistedAt": .string(WireDate.string(world.date(at: blacklisted.at))),
                    ]
                ))
        }
        return .members(members)
    }
}
