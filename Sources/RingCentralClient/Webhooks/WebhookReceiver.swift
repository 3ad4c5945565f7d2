public import Foundation
public import PatchbayCore

/// Decides what to answer to a request at the webhook's address, for any HTTP server: header fields and body in, answer out.
///
/// ```swift
/// let receiver = WebhookReceiver(verificationToken: token)
/// let reception = receiver.receive(fields: fields, body: body)
/// respond(reception.response)                         // within three seconds, so before any work
/// if case .event(let event) = reception.outcome { queue.append(event) }
/// ```
///
/// RingCentral signs nothing; the token is all there is. Everything that carries it is answered 200, even what cannot be read, since a few
/// failures blacklist a subscription for good. Sources: RingCentral `notifications/webhooks` (creating-webhooks, receiving, troubleshooting).
public struct WebhookReceiver: Sendable {
    /// What a request was.
    public enum Outcome: Sendable, Hashable {
        /// The service checks the address while a subscription is made.
        case handshake
        /// An event.
        case event(RingCentralEvent)
        /// From RingCentral, but not readable: look at the presence itself, and report it.
        case unreadable(ServiceError)
        /// Not from RingCentral, or too large.
        case refused(Refusal)
    }

    /// Why a request was refused.
    public enum Refusal: String, Sendable, Hashable {
        /// It does not carry the token.
        case wrongToken
        /// It is larger than allowed.
        case tooLarge
        /// It is a handshake whose token cannot be echoed.
        case badHandshake
        /// There is nothing in it.
        case empty
    }

    /// A request's outcome and the answer to give.
    public struct Reception: Sendable, Hashable {
        /// What it was.
        public let outcome: Outcome
        /// What to answer; far below the 1,024 bytes that the service accepts.
        public let response: HTTPResponse
    }

    private let token: Secret
    private let maximumBody: Int

    /// Makes a receiver.
    ///
    /// - Parameters:
    ///   - verificationToken: the one given to ``Subscriptions/create(_:webhook:verificationToken:lifetime:acceptingPartial:)``.
    ///   - maximumBody: the largest body that is looked at, in bytes.
    public init(verificationToken: Secret, maximumBody: Int = 256 * 1024) {
        token = verificationToken
        self.maximumBody = maximumBody
    }

    /// Decides.
    public func receive(fields: HTTPFields, body: Data) -> Reception {
        guard body.count <= maximumBody else { return refuse(.tooLarge, 413) }
        // The secret comes back under one name in the guide and under another in the description; both are taken.
        let carried = fields.values(of: "Verification-Token") + fields.values(of: "Validation-Token")
        if body.isEmpty || body == Data("{}".utf8) {
            guard let challenge = fields["Validation-Token"] else { return refuse(.empty, 400) }
            guard challenge.utf8.count <= 512, challenge.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                return refuse(.badHandshake, 400)
            }
            return Reception(
                outcome: .handshake,
                response: HTTPResponse(
                    status: 200, fields: ["Content-Type": "application/json", "Validation-Token": challenge]))
        }
        guard !token.isEmpty,
            carried.reduce(false, { found, value in token.reveal { ConstantTime.equal($0, value) } || found })
        else { return refuse(.wrongToken, 401) }
        let accepted = HTTPResponse(status: 200, fields: ["Content-Type": "application/json"])
        do {
            return Reception(outcome: .event(try RingCentralEvent(body)), response: accepted)
        } catch let error as ServiceError {
            return Reception(outcome: .unreadable(error), response: accepted)
        } catch {
            return Reception(
                outcome: .unreadable(
                    ServiceError(
                        service: .ringCentral, operation: "events.read", code: "UnreadableAnswer",
                        category: .decoding)), response: accepted)
        }
    }

    private func refuse(_ reason: Refusal, _ status: Int) -> Reception {
        Reception(
            outcome: .refused(reason),
            response: HTTPResponse(status: status, fields: ["Content-Type": "application/json"]))
    }
}
