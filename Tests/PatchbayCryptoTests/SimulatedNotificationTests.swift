#if Crypto
    import Foundation
    import GraphClient
    import PatchbayCore
    import PatchbayCrypto
    import PatchbaySimulator
    import PatchbayTesting
    import Synchronization
    import Testing

    /// The simulated cloud and the client were written by the same hands; what the vector of openssl proves of the client holds for the
    /// simulator through these.
    @Suite struct `Crypto: what the simulated cloud sends` {
        /// Does the handshakes and keeps the bodies.
        private final class Post: HTTPTransport {
            private let kept = Mutex<[Data]>([])
            var bodies: [Data] { kept.withLock { $0 } }

            func send(_ request: HTTPRequest) async throws -> HTTPResponse {
                if let body = request.body {
                    kept.withLock { $0.append(body) }
                    return HTTPResponse(status: 202)
                }
                let token = URLComponents(url: request.url, resolvingAgainstBaseURL: false)?.queryItems?
                    .first { $0.name == "validationToken" }?.value
                return HTTPResponse(
                    status: 200, fields: ["Content-Type": "text/plain"], body: Data((token ?? "").utf8))
            }
        }

        private struct Sent: Sendable {
            let body: Data
            let keys: JSONWebKeySet
            let appID: String
            let tenantID: String
            let user: String
            let date: Date
        }

        private static func call(
            _ cloud: SimulatedCloud, _ method: HTTPMethod, _ address: String, _ fields: HTTPFields = [:],
            _ body: String? = nil
        ) async throws -> HTTPResponse {
            let url = try #require(URL(string: address))
            return try await cloud.respond(
                to: HTTPRequest(method: method, url: url, fields: fields, body: body.map { Data($0.utf8) }))
        }

        private static func personToken(_ cloud: SimulatedCloud) async throws -> String {
            struct Code: Decodable { let device_code: String }
            struct Token: Decodable { let access_token: String }
            let settings = cloud.settings
            let base = "https://login.microsoftonline.com/\(settings.tenantID)/oauth2/v2.0"
            let fields: HTTPFields = ["Content-Type": "application/x-www-form-urlencoded"]
            var form = FormBody()
            form.append("client_id", settings.apps[0].clientID)
            form.append("scope", "https://graph.microsoft.com/.default")
            let code = try JSONDecoder().decode(
                Code.self, from: try await call(cloud, .post, "\(base)/devicecode", fields, form.encoded).body)
            form = FormBody()
            form.append("client_id", settings.apps[0].clientID)
            form.append("grant_type", "urn:ietf:params:oauth:grant-type:device_code")
            form.append("device_code", code.device_code)
            return try JSONDecoder().decode(
                Token.self, from: try await call(cloud, .post, "\(base)/token", fields, form.encoded).body
            ).access_token
        }

        /// Subscribes with a certificate, lets somebody sign in to Teams and call, and brings what was sent.
        private static func send() async throws -> Sent {
            try await VirtualTime.run { time in
                var settings = CloudSettings(population: Population(seed: 1, count: 60), latency: .none)
                settings.entra.deviceApproval = .after(.zero)
                let post = Post()
                let cloud = SimulatedCloud(settings, time: time, delivery: post)
                let key = try NotificationKey(pem: NotificationVector.pem, certificateID: "ours")
                let user = try #require(cloud.settings.population.people.first?.userID)
                let made = try await call(
                    cloud, .post, "https://graph.microsoft.com/v1.0/subscriptions",
                    [
                        "Authorization": "Bearer \(try await personToken(cloud))", "Content-Type": "application/json",
                    ],
                    """
                    {"changeType":"updated","notificationUrl":"https://receiver.example/","clientState":"the secret",
                    "resource":"/communications/presences/\(user)","includeResourceData":true,
                    "encryptionCertificate":"\(key.encryptionCertificate)","encryptionCertificateId":"ours",
                    "expirationDateTime":"\(WireDate.string(time.date.addingTimeInterval(600)))"}
                    """)
                #expect(made.status == 201)
                cloud.perform(.beginsInTeams(.call, 1), by: user)
                try await time.sleep(for: .seconds(2))
                let keys = try await call(
                    cloud, .get, "https://login.microsoftonline.com/common/discovery/v2.0/keys")
                return Sent(
                    body: try #require(post.bodies.first), keys: try JSONWebKeySet(json: keys.body),
                    appID: settings.apps[0].clientID, tenantID: settings.tenantID, user: user, date: time.date)
            }
        }

        private static func receive(_ sent: Sent, app: String, tenant: String) -> ChangeNotificationReceiver.Outcome {
            let validator = NotificationTokenValidator(
                appIDs: [app], tenantIDs: [tenant], keys: sent.keys, verifier: RSASignatureVerifier())
            return ChangeNotificationReceiver(clientState: Secret("the secret"), tokens: validator)
                .receive(query: nil, body: sent.body, at: sent.date).outcome
        }

        @Test func `is accepted and decrypted to who is in a call`() async throws {
            let sent = try await Self.send()
            guard case .notifications(let delivery) = Self.receive(sent, app: sent.appID, tenant: sent.tenantID) else {
                Issue.record("What the simulated cloud sent was refused.")
                return
            }
            let change = try #require(delivery.changes.first)
            let key = try NotificationKey(pem: NotificationVector.pem, certificateID: "ours")
            let presence = try change.presence(using: NotificationKeyRing([key]))
            #expect(presence == UserPresence(id: User.ID(sent.user), availability: .busy, activity: .inACall))
            #expect(!String(decoding: sent.body, as: UTF8.self).contains("InACall"))
        }

        @Test func `is refused by whoever expects another tenant, app or signer`() async throws {
            let sent = try await Self.send()
            let other = "11111111-2222-4333-8444-555555555555"
            #expect(Self.receive(sent, app: sent.appID, tenant: other) == .refused(.token(.wrongTenant)))
            #expect(Self.receive(sent, app: other, tenant: sent.tenantID) == .refused(.token(.wrongAudience)))
            let another = try await Self.send()
            let mixed = Sent(
                body: sent.body, keys: another.keys, appID: sent.appID, tenantID: sent.tenantID, user: sent.user,
                date: sent.date)
            #expect(Self.receive(mixed, app: sent.appID, tenant: sent.tenantID) == .refused(.token(.badSignature)))
        }
    }
#endif
