public import Foundation
public import PatchbayCore

/// How a subscription stands, for people.
public struct SubscriptionStatus: Sendable, Hashable {
    /// Whose notifications.
    public let service: ServiceName
    /// How they come.
    public let way: Way
    /// Which of the service's subscriptions, from 1: one for each service user of Graph, one for RingCentral.
    public let number: Int
    /// How many people it covers.
    public let people: Int
    /// What is to be done next, or is being done.
    public let step: SubscriptionState.Step
    /// Its id while there is one.
    public let id: String?
    /// When it ends.
    public let expiresAt: Date?
    /// Whether it is there, and its connection stands if it has one.
    public let isActive: Bool
    /// Whether it tells what happens, so that those whom it covers are polled less often.
    public let isFlowing: Bool
    /// How long ago it told something; nil if it has not yet.
    public let lastNotified: Duration?
    /// What is wrong.
    public let trouble: SubscriptionTrouble?

    /// How notifications come.
    public enum Way: String, Sendable, Hashable, Codable {
        /// The service calls your server.
        case webhook
        /// Over a connection that this program holds.
        case eventSocket
    }
}

/// What has become of a subscription, with how it stands now.
public struct SubscriptionReport: Sendable, Hashable {
    /// What has become of it.
    public let news: SubscriptionNews
    /// How it stands.
    public let status: SubscriptionStatus
    /// The reason in the service's case, where there is one.
    public internal(set) var reason: String?

    /// The same in a sentence.
    public var sentence: String {
        let name =
            switch status.way {
            case .webhook where status.number > 1: "\(status.service) subscription \(status.number)"
            case .webhook: "The \(status.service) subscription"
            case .eventSocket: "The \(status.service) event socket"
            }
        if status.way == .eventSocket {
            switch news {
            case .made: return "\(name) is open, for \(status.people) people."
            case .ended: return "\(name) was closed."
            case .lost: return "\(name) is over; it is opened anew."
            case .silent: return "\(name) has been silent while presence changed; it is opened anew."
            default: break
            }
        }
        switch news {
        case .made: return "\(name) was made, for \(status.people) people."
        case .adopted: return "\(name) was there already and was taken over, for \(status.people) people."
        case .renewed: return "\(name) was renewed."
        case .flowing: return "\(name) tells what happens; those people are polled less often."
        case .doubted: return "\(name) did not tell of a change; those people are polled as often as before."
        case .silent: return "\(name) has been silent while presence changed; it is made anew."
        case .lost: return "\(name) is over; it is made anew."
        case .troubled: return "\(name): \(status.trouble?.message ?? "something does not work"); polling goes on."
        case .interrupted:
            return
                "\(name) was cut and is taken up again; until then everybody is polled. \(status.trouble?.message ?? "")"
        case .resumed: return "\(name) was taken up again; nothing was lost."
        case .missed: return "\(name) may have missed something, so everybody is read. \(reason ?? "")"
        case .ended: return "\(name) was deleted."
        }
    }
}
