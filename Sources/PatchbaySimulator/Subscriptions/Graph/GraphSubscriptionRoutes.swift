import Foundation
import PatchbayCore

/// `/subscriptions`: presence of one user or of up to 650, for people who signed in.
///
/// Source: Microsoft Graph `subscription-post-subscriptions`, `subscription-list`, `subscription-get`, `subscription-update`,
/// `subscription-delete`, `subscription-reauthorize`, `changenotifications-for-presence`; the limits from `throttling-limits`.
enum GraphSubscriptionRoutes {
    /// Source: Microsoft Graph `subscription`, maximum length of presence.
    private static let longest = 3600.0
    /// Source: Microsoft Graph `subscription`, `clientState` and `encryptionCertificateId`.
    private static let longestText = 128
    /// Source: Microsoft Graph `change-notifications-delivery-webhooks`.
    private static let handshakeTimeout = Duration.seconds(10)
    private static let permission = "Presence.Read.All"

    static let all: [Route] = [
        Route(
            .post, "/subscriptions", .subscriptionCreate, charges: graph(.subscriptionWrites),
            source: "Microsoft Graph subscription-post-subscriptions",
            handle: { (call, caller, world) throws(Problem) in try create(call, caller, world) }),
        Route(
            .get, "/subscriptions", "graph.subscriptions.list", charges: graph(.subscriptionLists),
            source: "Microsoft Graph subscription-list",
            handle: { (call, caller, world) throws(Problem) in
                .graph([
                    "@odata.context": .string("\(call.root)/v1.0/$metadata#subscriptions"),
                    "value": .array(own(call, caller, world).map { json($0) }),
                ])
            }),
        Route(
            .get, "/subscriptions/{id}", "graph.subscriptions.get", charges: graph(.subscriptionReads),
            source: "Microsoft Graph subscription-get",
            handle: { (call, caller, world) throws(Problem) in
                answer(try find(call, caller, world), call)
            }),
        Route(
            .patch, "/subscriptions/{id}", .subscriptionUpdate, charges: graph(.subscriptionWrites),
            source: "Microsoft Graph subscription-update",
            handle: { (call, caller, world) throws(Problem) in try update(call, caller, world) }),
        Route(
            .delete, "/subscriptions/{id}", .subscriptionDelete, charges: graph(.subscriptionWrites),
            source: "Microsoft Graph subscription-delete",
            handle: { (call, caller, world) throws(Problem) in
                let subscription = try find(call, caller, world)
                world.subscriptions.graph[subscription.id] = nil
                world.updateWatch(at: call.now)
                return HTTPResponse(status: 204)
            }),
        Route(
            .post, "/subscriptions/{id}/reauthorize", .subscriptionReauthorize,
            charges: graph(.subscriptionReauthorizations), source: "Microsoft Graph subscription-reauthorize",
            handle: { (call, caller, world) throws(Problem) in
                var subscription = try find(call, caller, world)
                _ = try person(caller)
                subscription.authorize(until: call.now + world.settings.notifications.authorizationLifetime.seconds)
                world.subscriptions.graph[subscription.id] = subscription
                world.planReauthorization(subscription, from: call.now)
                return HTTPResponse(status: 204)
            }),
    ]

    private static func graph(_ group: LimitGroup) -> Charges {
        Charges { _ in [Charge(.graphGlobal), Charge(group)] }
    }

    private static func bad(_ message: String) -> Problem { Problem(400, "InvalidRequest", message) }

    // MARK: Whose they are

    /// Those of the same app and the same person, in the order in which they were made.
    private static func own(_ call: Call, _ caller: Caller, _ world: World) -> [GraphSubscription] {
        world.removeExpiredSubscriptions(at: call.now)
        return world.subscriptions.graph.values
            .filter { $0.app == caller.app && $0.person == caller.administrator?.id ?? "" }
            .sorted { $0.number < $1.number }
    }

    private static func find(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> GraphSubscription {
        let id = call["id"].lowercased()
        guard let found = own(call, caller, world).first(where: { $0.id == id }) else {
            throw Problem(404, "ResourceNotFound", "The object was not found.")
        }
        return found
    }

    /// The person behind a token that may do this.
    ///
    /// Source: Microsoft Graph `subscription-post-subscriptions`: presence is delegated only.
    private static func person(_ caller: Caller) throws(Problem) -> String {
        guard let person = caller.administrator else {
            throw Problem(
                403, "Forbidden",
                "Application permissions are not supported for presence. Sign in as a person with \(permission).")
        }
        guard caller.permissions.contains(permission) else {
            throw Problem(
                403, "Forbidden",
                "The token lacks the delegated permission \(permission). It holds: \(caller.permissions.sorted().joined(separator: ", "))."
            )
        }
        return person.id
    }

    // MARK: Making one

    private static func create(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        guard let body = JSONValue.parse(call.body), case .object = body else {
            throw bad("The body is not an object.")
        }
        let resource = try resource(body, call, world)
        let person = try person(caller)
        guard body["changeType"]?.string?.lowercased() == "updated" else {
            throw bad("'changeType' of this resource can only be 'updated'.")
        }
        if let options = body["notificationQueryOptions"], options != .null {
            throw bad("'notificationQueryOptions' is not supported for this resource.")
        }
        let notificationURL = try address("notificationUrl", body, world)
        let lifecycle = body["lifecycleNotificationUrl"].flatMap { $0 == .null ? nil : $0 }
        let lifecycleURL = lifecycle == nil ? nil : try address("lifecycleNotificationUrl", body, world)
        let state = try text("clientState", body)
        let expiry = try expiry(body, call)
        guard let expiry else { throw bad("'expirationDateTime' is missing.") }
        let includesData = body["includeResourceData"] == .bool(true)
        let certificate = try certificate(body, world)
        guard !includesData || certificate != nil else {
            throw bad("'includeResourceData' needs 'encryptionCertificate' and 'encryptionCertificateId'.")
        }
        if let other = own(call, caller, world).first {
            // Source: msgraph-beta-sdk-dotnet #174: one presence subscription for each app and signed-in user.
            throw Problem(
                409, "Conflict",
                "A subscription already exists for this application and user: \(other.id). Delete or update it.",
                inner: "ExtensionError")
        }
        let urls = [notificationURL] + [lifecycleURL].compactMap(\.self)
        let tokens = urls.indices.map { handshakeToken(call, place: $0, world) }
        guard
            let answers = world.ask(
                zip(urls, tokens).map(handshake), within: handshakeTimeout, for: call)
        else { return HTTPResponse(status: 202) }
        for (answer, token) in zip(answers, tokens) { try check(answer, token) }
        let number = world.subscriptions.nextNumber()
        let subscription = GraphSubscription(
            id: GUID(seed: world.settings.seed, kind: .subscription, index: number).description, number: number,
            caller: (caller.app, person), resource: resource, notificationURL: notificationURL,
            lifecycleURL: lifecycleURL, clientState: state, certificate: certificate, includesData: includesData,
            authority: world.authority(for: call),
            expiry: expiry,
            authorizedUntil: call.now + world.settings.notifications.authorizationLifetime.seconds)
        world.subscriptions.graph[subscription.id] = subscription
        world.updateWatch(at: call.now)
        world.planReauthorization(subscription, from: call.now)
        return answer(subscription, call, status: 201)
    }

    private static func resource(_ body: JSONValue, _ call: Call, _ world: World) throws(Problem) -> PresenceResource {
        do throws(PresenceResource.Refusal) {
            return try PresenceResource(body["resource"]?.string ?? "") { id in
                world.directory.index(of: id).flatMap {
                    world.directory.user(at: $0, now: call.now) == nil ? nil : $0
                }
            }
        } catch {
            switch error {
            case .malformed(let why): throw bad(why)
            case .notSupported:
                throw bad(
                    "This simulated cloud only knows the resources /communications/presences?$filter=id in (…) and /communications/presences/{id}."
                )
            }
        }
    }

    private static func text(_ name: String, _ body: JSONValue) throws(Problem) -> String? {
        guard let value = body[name], value != .null else { return nil }
        guard let text = value.string, text.count <= longestText else {
            throw bad("'\(name)' is not a text of at most \(longestText) characters.")
        }
        return text
    }

    private static func address(_ name: String, _ body: JSONValue, _ world: World) throws(Problem) -> URL {
        do throws(ReceiverAddress.Refusal) {
            return try ReceiverAddress(body[name]?.string ?? "", in: world).url
        } catch {
            switch error {
            case .notAnAddress: throw bad("'\(name)' is not an absolute address.")
            case .notSecure: throw bad("'\(name)' must begin with https.")
            case .outOfReach: throw bad(ReceiverAddress.outOfReach)
            case .noTransport: throw bad(ReceiverAddress.noTransport)
            }
        }
    }

    private static func expiry(_ body: JSONValue, _ call: Call) throws(Problem) -> (at: Double, date: Date)? {
        guard let value = body["expirationDateTime"], value != .null else { return nil }
        guard let date = value.string.flatMap({ WireDate.iso8601($0) }) else {
            throw bad("'expirationDateTime' is not a date and time.")
        }
        let length = date.timeIntervalSince(call.date)
        guard length > 0 else { throw bad("'expirationDateTime' is in the past.") }
        guard length <= longest else {
            throw bad("'expirationDateTime' is too late: this resource allows 60 minutes from now.")
        }
        return (call.now + length, date)
    }

    private static func certificate(_ body: JSONValue, _ world: World) throws(Problem) -> GraphSubscription.Certificate?
    {
        let id = try text("encryptionCertificateId", body)
        guard let value = body["encryptionCertificate"]?.string, !value.isEmpty else {
            guard body["includeResourceData"] == .bool(true) || id != nil else { return nil }
            throw bad("'encryptionCertificate' is missing.")
        }
        guard let id, !id.isEmpty else { throw bad("'encryptionCertificateId' is missing.") }
        guard let sealer = world.sealer else {
            throw bad(
                "This simulated cloud was built without cryptography, so it cannot encrypt resource data. Build it with the trait Crypto, or subscribe without includeResourceData."
            )
        }
        guard sealer.accepts(certificate: value) else {
            throw bad("'encryptionCertificate' is not a certificate with an RSA key of 2048 to 4096 bits in Base64.")
        }
        return GraphSubscription.Certificate(id: id, base64: value)
    }

    // MARK: The handshake

    /// Opaque, and with characters that have to be escaped in an address.
    private static func handshakeToken(_ call: Call, place: Int, _ world: World) -> String {
        let id = GUID(seed: world.settings.seed, kind: .handshake, index: call.number * 2 + place)
        return "Validation: is anybody there? Request-Id: \(id)+/="
    }

    private static func handshake(_ url: URL, _ token: String) -> HTTPRequest {
        let text = url.absoluteString
        let mark = text.contains("?") ? "&" : "?"
        let query = "validationToken=\(PercentEncoding.encode(token))"
        // The address came through a URL, and what is added is escaped.
        return HTTPRequest(
            method: .post, url: URL(string: text + mark + query) ?? url,
            fields: ["Content-Type": "text/plain; charset=utf-8"])
    }

    private static func check(_ answer: ReceiverAnswer, _ token: String) throws(Problem) {
        func refusal(_ message: String) -> Problem {
            Problem(400, "InvalidRequest", message, inner: "ValidationError")
        }
        switch answer {
        case .timedOut: throw refusal("Subscription validation request timed out.")
        case .unreachable(let why): throw refusal("Subscription validation request failed: \(why)")
        case .response(let response):
            guard response.status == 200 else {
                throw refusal(
                    "Subscription validation request failed: the endpoint answered \(response.status), not 200.")
            }
            guard response.fields["Content-Type"]?.lowercased().hasPrefix("text/plain") == true else {
                throw refusal("Subscription validation request failed: the answer is not text/plain.")
            }
            guard response.body == Data(token.utf8) else {
                throw refusal("Subscription validation request failed: the answer is not the validation token.")
            }
        }
    }

    // MARK: Renewing one

    private static func update(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        var subscription = try find(call, caller, world)
        _ = try person(caller)
        guard let body = JSONValue.parse(call.body), case .object = body else {
            throw bad("The body is not an object.")
        }
        let expiry = try expiry(body, call)
        let certificate = try certificate(body, world)
        subscription.renew(
            until: expiry, certificate: certificate,
            authorizedUntil: call.now + world.settings.notifications.authorizationLifetime.seconds)
        world.subscriptions.graph[subscription.id] = subscription
        world.planReauthorization(subscription, from: call.now)
        return answer(subscription, call)
    }

    // MARK: Answers

    private static func answer(_ subscription: GraphSubscription, _ call: Call, status: Int = 200) -> HTTPResponse {
        .graph(
            JSONValue.members([
                ("@odata.context", .string("\(call.root)/v1.0/$metadata#subscriptions/$entity"))
            ]).merging(json(subscription)), status: status)
    }

    private static func json(_ subscription: GraphSubscription) -> JSONValue {
        [
            "id": .string(subscription.id), "resource": .string(subscription.resource),
            "applicationId": .string(subscription.app), "changeType": "updated",
            "clientState": .text(subscription.clientState),
            "notificationUrl": .string(subscription.notificationURL.absoluteString),
            "lifecycleNotificationUrl": .text(subscription.lifecycleURL?.absoluteString),
            "notificationQueryOptions": .null,
            "expirationDateTime": .string(WireDate.string(subscription.expirationDate)),
            "creatorId": .string(subscription.person), "includeResourceData": .bool(subscription.includesData),
            "latestSupportedTlsVersion": "v1_2",
            // Shown as an empty text. Source: Microsoft Graph `subscription-get`.
            "encryptionCertificate": subscription.certificate == nil ? .null : "",
            "encryptionCertificateId": .text(subscription.certificate?.id), "notificationUrlAppId": .null,
        ]
    }
}
