/// Where a user stands, in the words of the portal's table.
public enum UserStatus: String, Hashable, Sendable, Codable, CaseIterable {
    /// The app is there.
    case installed
    /// The last attempt failed, with a reason.
    case failed
    /// In a run that is not finished.
    case pending
    /// In no run so far, or taken out again.
    case notSelected = "not-selected"
    /// Left out, with a reason.
    case skipped
}
