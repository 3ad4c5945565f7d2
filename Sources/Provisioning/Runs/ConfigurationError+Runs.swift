import PatchbayCore

/// What every flow refuses in the same words: a plan that nobody approved, and a second run beside an unfinished one.
extension ConfigurationError {
    static let planNotApproved = ConfigurationError(
        "This plan is not the one that was approved.", remedy: "Look at the new plan and approve it.")

    static func unfinished(_ run: String) -> ConfigurationError {
        ConfigurationError("Run \(run) is not finished.", remedy: "Resume it first; what it has done is kept.")
    }
}
