import Foundation
public import PatchbayCore

/// Signs in as an OAuth client of kind “client credentials”, without a person.
///
/// The secret goes in the `Authorization` field of one kind of request to one address. No scope is sent: what such a client may do is in its
/// roles. There is no refresh token. Transient failures are tried three times, a wrong secret never twice.
/// Source: Genesys Cloud, “Client credentials grant”; platform SDK, `api_client`.
public struct GenesysClientCredentials: CredentialProvider {
    private let clientID: String
    private let secret: Secret
    private let login: ServiceRoot
    private let transport: any HTTPTransport
    private let time: TimeSource
    private let jitter: @Sendable () -> Double

    static let attempts = 3
    static let longestWait = Duration.seconds(60)
    static let attemptLimit = Duration.seconds(30)

    /// Makes a credential.
    ///
    /// - Parameters:
    ///   - login: the sign-in address of the region (``GenesysRegion/login``).
    ///   - jitter: numbers from 0 to 1.
    public init(
        clientID: String, secret: Secret, login: ServiceRoot, transport: any HTTPTransport, time: TimeSource = .system,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.clientID = clientID
        self.secret = secret
        self.login = login
        self.transport = transport
        self.time = time
        self.jitter = jitter
    }

    /// Fetches a token.
    ///
    /// - Throws: ``PatchbayCore/AuthenticationError``, ``PatchbayCore/TransportError``, ``PatchbayCore/ConfigurationError``,
    ///   `CancellationError`.
    public func accessToken(for request: TokenRequest) async throws -> AccessToken {
        guard !clientID.isEmpty, !secret.isEmpty else {
            throw ConfigurationError(
                "The OAuth client's id or secret is empty.", remedy: "Set both.",
                setting: clientID.isEmpty ? "GENESYSCLOUD_OAUTHCLIENT_ID" : "GENESYSCLOUD_OAUTHCLIENT_SECRET")
        }
        var fields: HTTPFields = [
            "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
        ]
        secret.reveal { fields["Authorization"] = "Basic " + Data("\(clientID):\($0)".utf8).base64EncodedString() }
        let tokenRequest = HTTPRequest(
            method: .post, url: try login.url("/oauth/token"), fields: fields,
            body: Data("grant_type=client_credentials".utf8))
        var attempt = 1
        while true {
            do {
                let response = try await withDeadline(Self.attemptLimit, time: time) { [transport] in
                    try await transport.send(tokenRequest)
                }
                if response.isSuccess { return try read(response) }
                let error = Self.error(from: response, now: time.date)
                guard attempt < Self.attempts, error.isTransient, (error.retryAfter ?? .zero) <= Self.longestWait
                else { throw error }
                try await time.sleep(for: max(error.retryAfter ?? .zero, backoff(attempt)))
            } catch let error as TransportError {
                guard attempt < Self.attempts, error.kind != .refusedLocally else { throw error }
                try await time.sleep(for: backoff(attempt))
            }
            attempt += 1
        }
    }

    private func backoff(_ attempt: Int) -> Duration { .seconds(1 << (attempt - 1)) * (0.5 + jitter() / 2) }

    private func read(_ response: HTTPResponse) throws -> AccessToken {
        struct Answer: Decodable {
            var access_token: String
            var expires_in: LenientID?
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: response.body), !answer.access_token.isEmpty
        else {
            throw AuthenticationError(
                service: .genesys, code: "UnreadableAnswer", reason: .unavailable,
                message: "\(response.body.count) bytes of \(response.fields["Content-Type"] ?? "no content type")",
                status: response.status, correlationID: response.fields["ININ-Correlation-Id"],
                remedy: Remedy("Run again. If it stays, a proxy may have replaced the answer.", action: .runAgain))
        }
        // Never assumed to be a day, which is only the default. Without a word, the shortest that can be configured: five minutes.
        let seconds = answer.expires_in.flatMap { Int64($0.description) }.flatMap { $0 > 0 ? $0 : nil } ?? 300
        return AccessToken(Secret(answer.access_token), lifetime: .seconds(seconds))
    }

    static func error(from response: HTTPResponse, now: Date) -> AuthenticationError {
        let body = GenesysErrorBody(response)
        let wait = RetryAfter.of(response, now: now)
        let (reason, remedy): (AuthenticationError.Reason, Remedy) =
            switch (response.status, body.code) {
            case (429, _): (.throttled, Remedy("Too many token requests. Wait and run again.", action: .runAgain))
            case (408, _), (500..., _):
                (
                    .unavailable,
                    Remedy("Genesys Cloud's sign-in has a problem of its own. Run again later.", action: .runAgain)
                )
            case (_, "invalid_client"):
                (
                    .wrongSecret,
                    Remedy(
                        "Check id, secret and region of the OAuth client: one of another region is unknown here.",
                        action: .fixConfiguration("GENESYSCLOUD_OAUTHCLIENT_SECRET"))
                )
            case (_, "unauthorized_client"), (_, "unsupported_grant_type"):
                (.invalidRequest, Remedy("Set the OAuth client's grant type to Client Credentials."))
            default:
                (
                    .unknown,
                    Remedy(
                        "Check that the OAuth client is active and of this region.",
                        action: .fixConfiguration("GENESYSCLOUD_REGION"))
                )
            }
        return AuthenticationError(
            service: .genesys, code: body.code.isEmpty ? "HTTP \(response.status)" : body.code, reason: reason,
            message: body.message, status: response.status, correlationID: response.fields["ININ-Correlation-Id"],
            retryAfter: wait, remedy: remedy)
    }
}

extension CredentialProvider where Self == GenesysClientCredentials {
    /// Signs in as an OAuth client of kind “client credentials”. See ``GenesysClientCredentials``.
    public static func clientCredentials(
        clientID: String, secret: Secret, region: GenesysRegion, transport: any HTTPTransport,
        time: TimeSource = .system
    ) -> GenesysClientCredentials {
        GenesysClientCredentials(
            clientID: clientID, secret: secret, login: region.login, transport: transport, time: time)
    }
}
