extension MassChangeBreaker {
    /// Why a plan to unlink needs a person's yes; `nil` if it does not. Linking never does: it takes nothing away.
    public func objection(to plan: GenesysLinkPlan) -> String? {
        guard plan.action == .unlink, trips(removing: plan.changeCount, of: plan.knownLinked ?? 0) else { return nil }
        return
            "This takes the Teams number and the link from \(plan.changeCount) of the \(plan.knownLinked ?? plan.changeCount) Genesys users who have them."
    }
}
