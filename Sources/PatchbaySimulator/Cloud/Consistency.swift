/// How late reads learn of writes. Each change draws its delay from the seed.
///
/// Sources: Microsoft Graph `user-list` (newly created users can lag), msteams-docs #6738 (an app installed by API shows late),
/// terraform-provider-azuread #793 (reads after writes lag seconds to minutes).
public struct Consistency: Hashable, Sendable {
    /// From an install to the list that shows it.
    public var installs: ClosedRange<Duration>
    /// From an uninstall to the list that no longer shows it.
    public var uninstalls: ClosedRange<Duration>
    /// From a change of a user, or of a group's members, to the lists that show it.
    public var users: ClosedRange<Duration>

    /// Makes a setting.
    public init(installs: ClosedRange<Duration>, uninstalls: ClosedRange<Duration>, users: ClosedRange<Duration>) {
        self.installs = installs
        self.uninstalls = uninstalls
        self.users = users
    }

    /// Reads see every write at once.
    public static let immediate = Consistency(
        installs: .zero ... .zero, uninstalls: .zero ... .zero, users: .zero ... .zero)
    /// Reads lag by up to so long.
    public static func eventual(within delay: Duration) -> Consistency {
        Consistency(installs: .zero...delay, uninstalls: .zero...delay, users: .zero...delay)
    }
}
