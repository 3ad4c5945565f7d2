import Foundation
import PatchbayCore

/// The identity service of one tenant, as one app uses it: sends forms, tries again what is worth it, and reads tokens.
///
/// Transient failures are tried three times; a refusal never twice, as that leads to a lock-out. What is secret is in the body of one
/// kind of request, to one address. Source: Microsoft identity platform, OAuth 2.0 flows; `reference-error-codes`.
struct EntraEndpoint: Sendable {
    /// The directory id, a verified domain, or `organizations`.
    let tenant: String
    let clientID: String
    let authority: ServiceRoot
    let transport: any HTTPTransport
    var time = TimeSource.system
    var jitter: @Sendable () -> Double = { Double.random(in: 0...1) }
    var makeID: @Sendable () -> UUID = { UUID() }

    /// How often a token is asked for at most before the failure is reported.
    static let attempts = 3
    /// The longest wait that is sat out; a longer one is reported, with its length.
    static let longestWait = Duration.seconds(60)
    /// How long one attempt may take.
    static let attemptLimit = Duration.seconds(30)
    /// How far this machine's clock and the service's may lie apart before a signed assertion is made anew with the service's.
    static let tolerableSkew: TimeInterval = 30

    /// Whether an app without a person can be told apart there: the aliases are for people only.
    static func namesTenant(_ tenant: String) -> Bool {
        !tenant.isEmpty && !["common", "organizations", "consumers"].contains(tenant.lowercased())
    }

    /// The address of an endpoint of this tenant. Assertions name the one of the token as their audience.
    func address(_ name: String = "token") throws(ConfigurationError) -> URL {
        try authority.url("/\(PathSegment(tenant))/oauth2/v2.0/\(name)")
    }

    /// A form, and what in it must not show in an error.
    struct Form: Sendable {
        var body = FormBody()
        var secrets: [Secret] = []

        mutating func append(_ name: String, _ value: String) { body.append(name, value) }
        mutating func append(_ name: String, _ secret: Secret) {
            secret.reveal { body.append(name, $0) }
            secrets.append(secret)
        }
    }

    /// A refusal, with what only a program looks at.
    struct Refusal: Error {
        let error: AuthenticationError
        /// OAuth's own word.
        let word: String
        /// What the next sign-in must satisfy.
        let claims: String?
    }

    /// Asks for a token.
    ///
    /// - Parameters:
    ///   - isRepeatable: whether a repeat does no harm; a code is good once.
    ///   - makeForm: makes the form for a date, which is this machine's, or the service's if this machine's clock is wrong.
    /// - Throws: ``Refusal``, ``TransportError``, ``ServiceError`` for an answer without a token, `CancellationError`.
    func token(isRepeatable: Bool = true, _ makeForm: (Date) async throws -> Form) async throws -> EntraToken {
        var attempt = 1
        var skew: TimeInterval?
        while true {
            let form = try await makeForm(time.date.addingTimeInterval(skew ?? 0))
            do {
                let response = try await post("token", form)
                if response.isSuccess { return try EntraToken(response) }
                let refusal = refusal(response, hiding: form.secrets)
                if skew == nil, ["AADSTS700024", "AADSTS500133"].contains(refusal.error.code),
                    let theirs = response.fields["Date"].flatMap({ WireDate.http($0) })
                {
                    let difference = theirs.timeIntervalSince(time.date)
                    if abs(difference) > Self.tolerableSkew {
                        skew = difference
                        continue
                    }
                }
                guard isRepeatable, attempt < Self.attempts, EntraErrors.isWorthRetrying(refusal.error),
                    (refusal.error.retryAfter ?? .zero) <= Self.longestWait
                else { throw refusal }
                try await time.sleep(for: max(refusal.error.retryAfter ?? .zero, backoff(attempt)))
            } catch let error as TransportError {
                guard isRepeatable || error.isRequestKnownUnsent, attempt < Self.attempts,
                    error.kind != .refusedLocally
                else { throw error }
                try await time.sleep(for: backoff(attempt))
            }
            attempt += 1
        }
    }

    /// Sends a form once.
    func post(_ name: String, _ form: Form) async throws -> HTTPResponse {
        let request = HTTPRequest(
            method: .post, url: try address(name),
            fields: [
                "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
                "client-request-id": makeID().uuidString.lowercased(),
            ], body: Data(form.body.encoded.utf8))
        return try await withDeadline(Self.attemptLimit, time: time) { [transport] in
            try await transport.send(request)
        }
    }

    func refusal(_ response: HTTPResponse, hiding secrets: [Secret]) -> Refusal {
        let document = response.body.count <= GraphErrorBody.largest ? JSONNode.parse(response.body) : nil
        return Refusal(
            error: EntraErrors.error(from: response, tenant: tenant, hiding: secrets, now: time.date),
            word: document?["error"]?.text ?? "", claims: document?["claims"]?.text)
    }

    private func backoff(_ attempt: Int) -> Duration { .seconds(1 << (attempt - 1)) * jitter() }
}

/// What the token endpoint gives.
struct EntraToken: Sendable {
    let access: AccessToken
    /// The next refresh token; the answer may leave it out, and then the present one stays.
    let refresh: Secret?
    let account: SignedInAccount?

    init(_ response: HTTPResponse) throws {
        struct Answer: Decodable {
            var access_token: String
            var expires_in: JSONNode?
            var refresh_in: JSONNode?
            var refresh_token: String?
            var id_token: String?
        }
        let answer = try WireCoding.decode(Answer.self, from: response, service: .entra, operation: "token")
        func seconds(_ node: JSONNode?) -> Duration? {
            node?.text.flatMap(Int.init).flatMap { $0 > 0 ? .seconds($0) : nil }
        }
        // Without a lifetime, ten minutes is what Microsoft's own libraries assume.
        access = AccessToken(
            Secret(answer.access_token), lifetime: seconds(answer.expires_in) ?? .seconds(600),
            refreshAfter: seconds(answer.refresh_in))
        refresh = answer.refresh_token.flatMap { $0.isEmpty ? nil : Secret($0) }
        account =
            SignedInAccount(token: answer.id_token ?? "") ?? SignedInAccount(token: answer.access_token)
    }
}
