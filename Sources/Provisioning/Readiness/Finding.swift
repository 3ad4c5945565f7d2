public import PatchbayCore

/// One thing that was looked at before starting: met, not met, or not known, each with what to do.
public struct Finding: Hashable, Sendable, Codable, Identifiable {
    /// What was found.
    public enum Verdict: String, Hashable, Sendable, Codable {
        /// As it should be.
        case met
        /// Not as it should be.
        case notMet
        /// The service does not tell; the remedy says how to look by hand. Never guessed.
        case unknown
    }

    /// A stable, dotted name, such as `microsoft.permission.User.Read.All`.
    public let id: String
    /// What was looked at, for people.
    public var title: String
    /// What was found.
    public var verdict: Verdict
    /// What exactly was seen.
    public var detail: String?
    /// What to do, or how to look by hand.
    public var remedy: Remedy?
    /// Whether nothing can work while it is not met.
    public var isMandatory: Bool

    /// Makes a finding.
    public init(
        _ id: String, _ title: String, _ verdict: Verdict, detail: String? = nil, remedy: Remedy? = nil,
        isMandatory: Bool = false
    ) {
        self.id = id
        self.title = title
        self.verdict = verdict
        self.detail = detail
        self.remedy = remedy
        self.isMandatory = isMandatory
    }
}

/// Everything that was looked at, and everything that has to be done by hand.
public struct ReadinessReport: Hashable, Sendable, Codable {
    /// The findings, in the order they were looked at.
    public var findings: [Finding]
    /// What has to be done by hand.
    public var manualSteps: [ManualStep]

    /// Makes a report.
    public init(findings: [Finding], manualSteps: [ManualStep] = []) {
        self.findings = findings
        self.manualSteps = manualSteps
    }

    /// The findings without which nothing can work.
    public var blocking: [Finding] { findings.filter { $0.isMandatory && $0.verdict == .notMet } }

    /// Whether a run can begin.
    public var isReady: Bool { blocking.isEmpty }
}
