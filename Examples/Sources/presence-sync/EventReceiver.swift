import ExampleSupport
import FlyingFox
import FlyingSocks
import Foundation
import GraphClient
import PatchbayCore
import PresenceSync
import RingCentralClient

#if Crypto
    import PatchbayCrypto
#endif

/// Receives the notifications of both services on 127.0.0.1: `/graph` and `/ringcentral`. Whatever makes the port public (a reverse proxy, a
/// tunnel) does the TLS.
///
/// It answers first and works later: Microsoft wants an answer within three seconds, so does RingCentral, which ends a subscription for good
/// after a few failures.
struct EventReceiver: Sendable {
    /// What came, for the engine.
    private enum Arrival: Sendable {
        case graph(ChangeNotificationReceiver.Delivery)
        /// Notifications whose token names a key that is not known yet, as they came.
        case undecided(query: String?, body: Data)
        case ringCentral(RingCentralEvent)
        case problem(String)
    }

    /// More than this waiting means that something is stuck; then Graph is asked to come again.
    private static let backlog = 10_000

    let base: String
    private let server: HTTPServer
    private let serving: Task<Void, any Error>
    private let arrivals: AsyncStream<Arrival>
    private let keys: SigningKeys
    private let graph: GraphSide
    private let decryptor: (any NotificationDecryptor)?
    private let console: Console

    /// What decides about Graph's requests.
    private struct GraphSide: Sendable {
        let clientState: Secret
        let appID: String
        let tenantID: String
        let cloud: Cloud
        let readsData: Bool

        func receiver(_ keys: JSONWebKeySet) -> ChangeNotificationReceiver {
            #if Crypto
                let tokens =
                    readsData
                    ? NotificationTokenValidator(
                        appIDs: [appID], tenantIDs: [tenantID], cloud: cloud, keys: keys,
                        verifier: RSASignatureVerifier()) : nil
                return ChangeNotificationReceiver(clientState: clientState, tokens: tokens)
            #else
                return ChangeNotificationReceiver(clientState: clientState)
            #endif
        }
    }

    var graphURL: String { base + "/graph" }
    var ringCentralURL: String { base + "/ringcentral" }

    /// Opens the port and begins to answer.
    init(
        port: UInt16, publicURL: String?, secret: Secret, users: ServiceUsers, tenantID: String,
        decryptor: (any NotificationDecryptor)?, console: Console
    ) async throws {
        let (arrivals, feed) = AsyncStream.makeStream(
            of: Arrival.self, bufferingPolicy: .bufferingOldest(Self.backlog))
        let keys = SigningKeys(cloud: users.cloud, transport: users.transport)
        let graph = GraphSide(
            clientState: secret, appID: users.clientID, tenantID: tenantID, cloud: users.cloud,
            readsData: decryptor != nil)
        let ringCentral = WebhookReceiver(verificationToken: secret)
        if decryptor != nil { _ = try await keys.refresh() }
        let server = HTTPServer(
            address: try sockaddr_in.inet(ip4: "127.0.0.1", port: port), timeout: 15, logger: .disabled)
        await server.appendRoute("POST /graph") { request in
            let query = request.target.query()
            let body = try await request.bodyData
            let reception = graph.receiver(await keys.keys).receive(query: query, body: body, at: Date())
            var isKept = true
            switch reception.outcome {
            case .notifications(let delivery): isKept = Self.keep(.graph(delivery), feed)
            case .refused(.token(.unknownKey)): isKept = Self.keep(.undecided(query: query, body: body), feed)
            case .refused(let refusal): isKept = Self.keep(.problem("a request for Graph: \(refusal)"), feed)
            case .handshake: break
            }
            return isKept
                ? Self.answer(reception.response) : FlyingFox.HTTPResponse(statusCode: .serviceUnavailable)
        }
        await server.appendRoute("POST /ringcentral") { request in
            var fields = PatchbayCore.HTTPFields()
            for name in request.headers.keys {
                for value in request.headers.values(for: name) { fields.append(value, to: name.rawValue) }
            }
            let reception = ringCentral.receive(fields: fields, body: try await request.bodyData)
            switch reception.outcome {
            // What finds no room is read by the next poll.
            case .event(let event): _ = Self.keep(.ringCentral(event), feed)
            case .unreadable(let error): _ = Self.keep(.problem(error.description), feed)
            case .refused(let refusal): _ = Self.keep(.problem("a request for RingCentral: \(refusal.rawValue)"), feed)
            case .handshake: break
            }
            return Self.answer(reception.response)
        }
        let serving = Task { try await server.run() }
        try await server.waitUntilListening()
        guard case .ip4(_, let actual) = await server.listeningAddress else {
            throw ConfigurationError(
                "Port \(port) of 127.0.0.1 cannot be opened.", remedy: "Name another one with --webhook-port.")
        }
        var base = publicURL ?? "http://127.0.0.1:\(actual)"
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base
        self.server = server
        self.serving = serving
        self.arrivals = arrivals
        self.keys = keys
        self.graph = graph
        self.decryptor = decryptor
        self.console = console
    }

    /// Hands what comes to the engine until the task is cancelled.
    func deliver(to engine: PresenceSyncEngine) async {
        for await arrival in arrivals {
            switch arrival {
            case .graph(let delivery): await engine.receive(delivery, using: decryptor)
            case .ringCentral(let event): await engine.receive(event)
            case .problem(let text): console.warn("Refused \(text).")
            case .undecided(let query, let body): await decideAgain(query, body, engine)
            }
        }
    }

    /// The identity service has new keys about every day.
    private func decideAgain(_ query: String?, _ body: Data, _ engine: PresenceSyncEngine) async {
        do {
            _ = try await keys.refresh()
            let reception = graph.receiver(await keys.keys).receive(query: query, body: body, at: Date())
            if case .notifications(let delivery) = reception.outcome {
                await engine.receive(delivery, using: decryptor)
            } else {
                console.warn("Refused a request for Graph: its token names no key of the identity service.")
            }
        } catch {
            console.warn(Failure.sentence(error))
        }
    }

    func close() async {
        await server.stop(timeout: 1)
        serving.cancel()
    }

    private static func keep(_ arrival: Arrival, _ feed: AsyncStream<Arrival>.Continuation) -> Bool {
        if case .dropped = feed.yield(arrival) { false } else { true }
    }

    private static func answer(_ response: PatchbayCore.HTTPResponse) -> FlyingFox.HTTPResponse {
        var headers = HTTPHeaders()
        for field in response.fields { headers.addValue(field.value, for: HTTPHeader(field.name)) }
        return FlyingFox.HTTPResponse(
            statusCode: HTTPStatusCode(response.status, phrase: "Status"), headers: headers, body: response.body)
    }
}
