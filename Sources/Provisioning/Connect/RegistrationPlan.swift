public import Foundation
import PatchbayCore

/// What setting up an app registration will do: a value to look at before anything is changed.
public struct RegistrationPlan: Hashable, Sendable, Codable, CustomStringConvertible {
    /// One change.
    public enum Step: Hashable, Sendable, Codable {
        /// Register the app, for this tenant only.
        case register(name: String)
        /// Let the registration ask for these as well; what it asks for already stays.
        case ask(permissions: [String])
        /// Bring the app into the tenant.
        case addToTenant
        /// Consent to these for everybody.
        case consent(permissions: [String])
        /// Have an administrator consent at this address, as the caller may not.
        case consentByHand(permissions: [String], address: String)
        /// Make a secret that is good until then.
        case makeSecret(endsAt: Date)

        /// One line.
        public var description: String {
            switch self {
            case .register(let name): "Register the app “\(name)” for this tenant"
            case .ask(let permissions): "Ask for \(permissions.joined(separator: ", "))"
            case .addToTenant: "Bring the app into the tenant (service principal)"
            case .consent(let permissions): "Consent for everybody to \(permissions.joined(separator: ", "))"
            case .consentByHand(let permissions, let address):
                "An administrator consents to \(permissions.joined(separator: ", ")) at \(address.isEmpty ? "an address that is known once the app is registered" : address)"
            case .makeSecret(let end): "Make a client secret that is good until \(WireDate.string(end).prefix(10))"
            }
        }

        /// Whether a person has to do it.
        public var isByHand: Bool { if case .consentByHand = self { true } else { false } }
    }

    /// The registration's name.
    public let name: String
    /// The app's id, if it is registered already.
    public let appID: String?
    /// Everything that the app is to be allowed.
    public let permissions: [String]
    /// What is to be done, in this order.
    public let steps: [Step]
    /// What is consented to and not needed, for a warning.
    public let surplus: [String]

    /// Whether there is nothing to do but what a person has to.
    public var isDone: Bool { steps.allSatisfy(\.isByHand) }

    /// The text form of everything in it; the same plan has the same digest.
    public var digest: String {
        let data = (try? WireCoding.encode(self)) ?? Data(description.utf8)
        return Base64URL.encode(SHA256Digest.of(data).prefix(9))
    }

    /// The steps as lines.
    public var description: String {
        guard !steps.isEmpty else { return "Nothing to do: “\(name)” is set up." }
        return steps.enumerated().map { "\($0 + 1). \($1.description)" }.joined(separator: "\n")
    }
}

/// What setting up came to.
public struct RegistrationOutcome: Hashable, Sendable {
    /// The app's id.
    public let appID: String
    /// The steps that changed something.
    public let done: [RegistrationPlan.Step]
    /// Where an administrator has to consent; `nil` if it is done.
    public let consentAddress: String?
    /// The name under which the secret is in the token store.
    public let secretKey: String
}
