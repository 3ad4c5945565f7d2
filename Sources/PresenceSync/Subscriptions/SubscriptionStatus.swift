public import Foundation
public import PatchbayCore

/// How a subscription stands, for people.
public struct SubscriptionStatus: Sendable, Hashable {
    /// Whose notifications.
    public let service: ServiceName
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
    /// Whether it is there.
    public let isActive: Bool
    /// Whether it tells what happens, so that those whom it covers are polled less often.
    public let isFlowing: Bool
    /// How long ago it told something; nil if it has not yet.
    public let lastNotified: Duration?
    /// What is wrong.
    public let trouble: SubscriptionTrouble?
}

/// What has become of a subscription, with how it stands now.
public struct SubscriptionReport: Sendable, Hashable {
    /// What has become of it.
    public let news: SubscriptionNews
    /// How it stands.
    public let status: SubscriptionStatus

    /// The same in a sentence.
    public var sentence: String {
        let name =
            status.number > 1 ? "\(status.service) subscription \(status.number)" : "The \(status.service) subscription"
        switch news {
        case .made: return "\(name) was made, for \(status.people) people."
        case .adopted: return "\(name) was there already and was taken over, for \(status.people) people."
        case .renewed: return "\(name) was renewed."
        case .flowing: return "\(name) tells what happens; those people are polled less often."
        case .doubted: return "\(name) did not tell of a change; those people are polled as often as before."
        case .silent: return "\(name) has been silent while presence changed; it is made anew."
        case .lost: return "\(name) is over; it is made anew."
        case .troubled: return "\(name): \(status.trouble?.message ?? "something does not work"); polling goes on."
        case .ended: return "\(name) was deleted."
        }
    }
}
