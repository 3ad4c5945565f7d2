import Foundation
import PatchbayCore

/// Asks for tokens, at most five times a minute and never inside a penalty, and repeats what RingCentral says may be repeated.
///
/// Sources: RingCentral `basics/errors` (what to repeat), `basics/rate-limits` (group Auth), `authentication/tokens`,
/// `authentication/refresh-tokens` (public apps send `client_id` in the body and no `Authorization`).
struct TokenEndpoint: Sendable {
    let server: ServiceRoot
    let clientID: String
    let clientSecret: Secret?
    let transport: any HTTPTransport
    let scheduler: RequestScheduler
    let user: String
    let userAgent: String
    let time: TimeSource

    /// How often 408, 5xx and silence are repeated, and how far apart. 502 and 504 are a gateway's words for what RingCentral calls 503.
    static let repeats = 3
    static let pause = Duration.seconds(10)
    /// How long one attempt may take.
    static let limit = Duration.seconds(30)
    /// The longest wait that is obeyed rather than reported.
    static let longestWait = Duration.seconds(900)

    /// Asks for a token.
    ///
    /// - Throws: ``AuthenticationError`` for every refusal and for a service that stays silent; ``TransportError`` where the request
    ///   certainly never arrived; `CancellationError`.
    func token(_ form: FormBody, repeats: Int = Self.repeats) async throws -> TokenAnswer {
        let response = try await post("/restapi/oauth/token", form, repeats: repeats)
        guard response.isSuccess else { throw TokenErrors.error(from: response, now: time.date) }
        guard let answer = try? JSONDecoder().decode(TokenAnswer.self, from: response.body) else {
            // Nothing of the answer is repeated: it may hold a token.
            throw AuthenticationError(
                service: .ringCentral, code: "UnreadableAnswer", reason: .unavailable,
                message: "\(response.body.count) bytes of \(response.fields["Content-Type"] ?? "no content type")",
                status: response.status, correlationID: response.fields["RCRequestId"],
                remedy: Remedy("Run again. If it stays, a proxy may have replaced the answer.", action: .runAgain))
        }
        return answer
    }

    /// Ends a session. Errors are not repeated, as RingCentral asks. Source: RingCentral `authentication/tokens`.
    ///
    /// - Returns: whether the service confirmed it.
    func revoke(_ token: Secret) async throws -> Bool {
        var form = FormBody()
        token.reveal { form.append("token", $0) }
        return try await post("/restapi/oauth/revoke", form, repeats: 0).isSuccess
    }

    private func post(_ path: String, _ form: FormBody, repeats: Int) async throws -> HTTPResponse {
        let request = try request(path, form)
        let key = RateKey(service: .ringCentral, account: user, app: clientID, group: .auth)
        var failures = 0
        while true {
            let permit = try await scheduler.admit([KeyedCharge(key)], lane: .interactive)
            let wait: Duration
            do {
                let transport = transport
                let response = try await withDeadline(Self.limit, time: time) { try await transport.send(request) }
                await scheduler.finish(permit, signals: RingCentralDialect().signals(in: response, now: time.date))
                guard let pause = pause(after: response), failures < repeats else { return response }
                wait = pause
            } catch let error as TransportError {
                await scheduler.finish(permit)
                // What never arrived is the caller's to repeat: the address or this machine's network may be wrong.
                guard !error.isRequestKnownUnsent else { throw error }
                guard failures < repeats else {
                    throw AuthenticationError(
                        service: .ringCentral, code: "NoAnswer", reason: .unavailable, message: error.description,
                        remedy: Remedy("RingCentral's sign-in does not answer. Run again later.", action: .runAgain))
                }
                wait = Self.pause
            } catch {
                await scheduler.finish(permit)
                throw error
            }
            failures += 1
            if wait > .zero { try await time.sleep(for: wait) }
        }
    }

    /// The wait before a repeat; `nil` for an answer that stands.
    private func pause(after response: HTTPResponse) -> Duration? {
        let named = RetryAfter.of(response, now: time.date)
        guard (named ?? .zero) <= Self.longestWait else { return nil }
        switch response.status {
        case 429: return .zero  // The scheduler holds the next one until the penalty is over.
        case 408, 500, 502, 503, 504: return max(named ?? .zero, Self.pause)
        default: return nil
        }
    }

    private func request(_ path: String, _ form: FormBody) throws -> HTTPRequest {
        var form = form
        var fields: HTTPFields = [
            "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json", "User-Agent": userAgent,
        ]
        if let clientSecret {
            clientSecret.reveal {
                fields["Authorization"] = "Basic " + Data("\(clientID):\($0)".utf8).base64EncodedString()
            }
        } else {
            form.append("client_id", clientID)
        }
        return HTTPRequest(
            method: .post, url: try server.url(path), fields: fields, body: Data(form.encoded.utf8))
    }
}
