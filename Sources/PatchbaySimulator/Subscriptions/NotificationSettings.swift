/// How the simulated cloud notifies those who subscribed.
public struct NotificationSettings: Hashable, Sendable {
    /// Which addresses it sends to.
    public enum Reach: Hashable, Sendable {
        /// Every address that its transport takes.
        case anywhere
        /// Only addresses of this machine: `localhost` and `127.…`. For a cloud that is served and has a real transport.
        case thisMachine
    }

    /// From a change of a presence in Teams to its notification.
    public var graphLatency: ClosedRange<Duration>
    /// From a change of a presence at RingCentral to its event.
    public var ringCentralLatency: ClosedRange<Duration>
    /// Which addresses it sends to; others are refused when a subscription is made.
    public var reach = Reach.anywhere
    /// How long Graph goes on trying. Source: Microsoft Graph `change-notifications-delivery-webhooks`.
    public var graphPatience = Duration.seconds(4 * 3600)
    /// How long Graph goes on sending for a subscription that was not authorized anew.
    ///
    /// Source: Microsoft Graph `change-notifications-lifecycle-events`.
    public var authorizationLifetime = Duration.seconds(3600)
    /// How many wrong answers one after the other put a subscription at RingCentral on the black list, for good. The number is not
    /// published; this one is an assumption.
    public var failuresUntilBlacklisted = 5

    /// Makes settings.
    public init(graphLatency: ClosedRange<Duration>, ringCentralLatency: ClosedRange<Duration>) {
        self.graphLatency = graphLatency
        self.ringCentralLatency = ringCentralLatency
    }

    /// Every notification as soon as the change has happened.
    public static let immediate = NotificationSettings(
        graphLatency: .zero ... .zero, ringCentralLatency: .zero ... .zero)
    /// So short that a demonstration does not wait, and long enough that notifications overtake each other.
    public static let quick = NotificationSettings(
        graphLatency: .milliseconds(50)...Duration.milliseconds(400),
        ringCentralLatency: .milliseconds(50)...Duration.milliseconds(400))
    /// What services do: Graph below ten seconds on average; RingCentral's is not published, so a second or two are assumed.
    ///
    /// Source: Microsoft Graph `change-notifications-api-overview`, latency of presence.
    public static let typical = NotificationSettings(
        graphLatency: .seconds(1)...Duration.seconds(15),
        ringCentralLatency: .milliseconds(300)...Duration.milliseconds(2500))
}
