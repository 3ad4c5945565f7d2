public import Foundation

/// What a run has to tell a person: counts, a table, reasons with remedies, checks, manual steps and timelines.
///
/// A report is a plain value. The install flow, the readiness check, presence sync, Direct Routing and Genesys all fill
/// the same one, and the same renderers turn it into a web page, CSV, JSON, terminal text or an e-mail. It reads no
/// clock and no network: every date and every number is given by the caller, so equal input gives equal output.
///
/// Parts that are left empty are left out of what is rendered.
public struct Report: Codable, Sendable, Hashable {
    /// The heading, for example "Install RingCentral for Teams".
    public var title: String
    /// One line below the heading, for example the tenant and what was targeted.
    public var subtitle: String?
    /// When the facts in this report were true. Given by the caller; renderers never ask for the time.
    public var generatedAt: Date
    /// The IANA time zone in which people read the dates, for example `Europe/Berlin`.
    ///
    /// When `nil`, the page uses the reader's own zone, and text and e-mail use UTC. CSV and JSON always hold UTC.
    public var timeZone: String?
    /// Label and value pairs about the run: tenant, app, duration, run identifier.
    public var facts: [Fact]
    /// The counts behind the chart of outcomes. Together they are the whole, so that shares can be computed.
    public var tallies: [Tally]
    /// The main table, usually one row per user.
    public var table: Table?
    /// What went wrong, grouped, with what to do about each.
    public var remedies: [RemedyGroup]
    /// What a person has to do in a portal, because no API exists for it.
    public var manualSteps: [ManualStep]
    /// The verdicts of the readiness check.
    public var findings: [Finding]
    /// How something changed over time, one chart per subject; for presence, one per user.
    public var timelines: [Timeline]
    /// The last word, for example how to resume an interrupted run.
    public var closing: Closing?

    /// Creates a report. Everything but the title and the date may be left out or filled in later.
    public init(
        title: String,
        subtitle: String? = nil,
        generatedAt: Date,
        timeZone: String? = nil,
        facts: [Fact] = [],
        tallies: [Tally] = [],
        table: Table? = nil,
        remedies: [RemedyGroup] = [],
        manualSteps: [ManualStep] = [],
        findings: [Finding] = [],
        timelines: [Timeline] = [],
        closing: Closing? = nil
    ) {
        self.title = title
        self.subtitle = subtitle
        self.generatedAt = generatedAt
        self.timeZone = timeZone
        self.facts = facts
        self.tallies = tallies
        self.table = table
        self.remedies = remedies
        self.manualSteps = manualSteps
        self.findings = findings
        self.timelines = timelines
        self.closing = closing
    }

    /// The sum of the tallies: how many subjects the chart of outcomes is about.
    public var total: Int { tallies.reduce(0) { $0 + $1.count } }
}
