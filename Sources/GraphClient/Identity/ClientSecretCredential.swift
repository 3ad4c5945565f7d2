public import Foundation
public import PatchbayCore

/// An app that proves itself with a client secret, without a person (the client credentials grant).
///
/// A certificate is better where there is a choice. Transient failures of the identity service are tried three times; a wrong
/// secret never twice, as that leads to a lock-out. The secret is in the body of one kind of request, to one address.
/// Source: Microsoft identity platform, client credentials flow.
public struct ClientSecretCredential: CredentialProvider {
    private let tenant: String
    private let clientID: String
    private let secret: Secret
    private let authority: ServiceRoot
    private let transport: any HTTPTransport
    private let time: TimeSource
    private let announcesClaimsSupport: Bool
    private let jitter: @Sendable () -> Double
    private let makeID: @Sendable () -> UUID

    /// How often a token is asked for at most before the failure is reported.
    static let attempts = 3
    /// The longest wait that is sat out; a longer one is reported, with its length.
    static let longestWait = Duration.seconds(60)
    /// How long one attempt may take.
    static let attemptLimit = Duration.seconds(30)

    /// Makes a credential.
    ///
    /// - Parameters:
    ///   - tenant: the directory id or a verified domain. `common` and `organizations` are not for apps without a person.
    ///   - clientID: the app's id.
    ///   - secret: the secret's value, not its id.
    ///   - authority: the identity service of the tenant's cloud (``Cloud/authority``).
    ///   - transport: what sends.
    ///   - time: time, for the waits between attempts.
    ///   - announcesClaimsSupport: tells the service that claims challenges are understood (continuous access evaluation). It then
    ///     hands out tokens for a day and revokes them within minutes. Only for apps that are registered in the tenant itself.
    ///   - jitter: numbers from 0 to 1.
    ///   - makeID: makes the ids of requests.
    public init(
        tenant: String, clientID: String, secret: Secret, authority: ServiceRoot = Cloud.global.authority,
        transport: any HTTPTransport, time: TimeSource = .system, announcesClaimsSupport: Bool = false,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        makeID: @escaping @Sendable () -> UUID = { UUID() }
    ) {
        self.tenant = tenant
        self.clientID = clientID
        self.secret = secret
        self.authority = authority
        self.transport = transport
        self.time = time
        self.announcesClaimsSupport = announcesClaimsSupport
        self.jitter = jitter
        self.makeID = makeID
    }

    /// Fetches a token.
    ///
    /// - Throws: ``AuthenticationError`` with the remedy for its AADSTS code, ``TransportError``, ``ConfigurationError`` for a tenant
    ///   or secret that cannot be right, `CancellationError`.
    public func accessToken(for request: TokenRequest) async throws -> AccessToken {
        let tokenRequest = try self.request(for: request)
        var attempt = 1
        while true {
            do {
                let response = try await withDeadline(Self.attemptLimit, time: time) { [transport] in
                    try await transport.send(tokenRequest)
                }
                if response.isSuccess { return try read(response) }
                let error = EntraErrors.error(from: response, tenant: tenant, hiding: secret, now: time.date)
                guard attempt < Self.attempts, EntraErrors.isWorthRetrying(error),
                    (error.retryAfter ?? .zero) <= Self.longestWait
                else { throw error }
                try await time.sleep(for: max(error.retryAfter ?? .zero, backoff(attempt)))
            } catch let error as TransportError {
                guard attempt < Self.attempts, error.kind != .refusedLocally else { throw error }
                try await time.sleep(for: backoff(attempt))
            }
            attempt += 1
        }
    }

    private func backoff(_ attempt: Int) -> Duration { .seconds(1 << (attempt - 1)) * jitter() }

    private func request(for wanted: TokenRequest) throws -> HTTPRequest {
        guard !tenant.isEmpty, !["common", "organizations", "consumers"].contains(tenant.lowercased()) else {
            throw ConfigurationError(
                "“\(tenant)” is no tenant that an app without a person can get a token from.",
                remedy: "Give the directory id or a verified domain of the tenant.", setting: "AZURE_TENANT_ID")
        }
        guard !secret.isEmpty else {
            throw ConfigurationError(
                "The client secret is empty.", remedy: "Set it to the secret's value.", setting: "AZURE_CLIENT_SECRET")
        }
        var form = FormBody()
        form.append("grant_type", "client_credentials")
        form.append("client_id", clientID)
        secret.reveal { form.append("client_secret", $0) }
        form.append("scope", wanted.scopes.joined(separator: " "))
        if let claims = try ClaimsRequest.merge(challenge: wanted.claims, announcing: announcesClaimsSupport) {
            form.append("claims", claims)
        }
        return HTTPRequest(
            method: .post, url: try authority.url("/\(PathSegment(tenant))/oauth2/v2.0/token"),
            fields: [
                "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
                "client-request-id": makeID().uuidString.lowercased(),
            ], body: Data(form.encoded.utf8))
    }

    private func read(_ response: HTTPResponse) throws -> AccessToken {
        struct Answer: Decodable {
            var access_token: String
            var expires_in: JSONNode?
            var refresh_in: JSONNode?
        }
        let answer = try WireCoding.decode(Answer.self, from: response, service: .entra, operation: "token")
        func seconds(_ node: JSONNode?) -> Duration? {
            node?.text.flatMap(Int.init).flatMap { $0 > 0 ? .seconds($0) : nil }
        }
        // Without a lifetime, ten minutes is what Microsoft's own libraries assume.
        return AccessToken(
            Secret(answer.access_token), lifetime: seconds(answer.expires_in) ?? .seconds(600),
            refreshAfter: seconds(answer.refresh_in))
    }
}

extension CredentialProvider where Self == ClientSecretCredential {
    /// An app that proves itself with a client secret.
    public static func clientSecret(
        tenant: String, clientID: String, secret: Secret, authority: ServiceRoot = Cloud.global.authority,
        transport: any HTTPTransport, time: TimeSource = .system
    ) -> ClientSecretCredential {
        ClientSecretCredential(
            tenant: tenant, clientID: clientID, secret: secret, authority: authority, transport: transport, time: time)
    }
}

/// The `claims` parameter of a token request.
///
/// Source: Microsoft identity platform, “Claims challenges, claims requests and client capabilities”.
enum ClaimsRequest {
    private static let capability = JSONNode.object(["values": .array([.string("cp1")])])

    /// - Throws: ``ConfigurationError`` if the challenge is not a JSON object.
    static func merge(challenge: String?, announcing: Bool) throws -> String? {
        guard challenge != nil || announcing else { return nil }
        var document: [String: JSONNode] = [:]
        if let challenge {
            guard case .object(let members)? = JSONNode.parse(Data(challenge.utf8)) else {
                throw ConfigurationError(
                    "The claims challenge is not a JSON object.", remedy: "Report it to the service that sent it.")
            }
            document = members
        }
        if announcing {
            var token: [String: JSONNode] = [:]
            if case .object(let members)? = document["access_token"] { token = members }
            token["xms_cc"] = capability
            document["access_token"] = .object(token)
        }
        return String(decoding: try WireCoding.encode(JSONNode.object(document)), as: UTF8.self)
    }
}
