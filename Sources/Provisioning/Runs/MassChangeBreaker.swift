/// Refuses a plan that would take the app from more people than somebody probably meant.
public struct MassChangeBreaker: Hashable, Sendable {
    /// Up to this many removals always pass.
    public var always: Int
    /// Above that, up to this share of all users who have the app.
    public var share: Double

    /// Makes a breaker.
    public init(always: Int = 10, share: Double = 0.1) {
        self.always = always
        self.share = share
    }

    /// Whether taking something from so many people is more than somebody probably meant.
    ///
    /// - Parameter known: how many have it.
    func trips(removing count: Int, of known: Int) -> Bool {
        count > always && Double(count) > share * Double(known)
    }

    /// Why a plan needs a person's yes; `nil` if it does not.
    public func objection(to plan: InstallPlan) -> String? {
        guard plan.action == .uninstall, trips(removing: plan.steps.count, of: plan.knownInstalled) else { return nil }
        return plan.knownInstalled == 0
            ? "This looks at \(plan.steps.count) users and removes the app wherever it is."
            : "This removes the app from up to \(plan.steps.count) users; \(plan.knownInstalled) have it as far as the ledger knows."
    }
}
