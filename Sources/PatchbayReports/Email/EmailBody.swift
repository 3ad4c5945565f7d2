/// The summary mail: a subject, an HTML fragment and the same as plain text.
public struct EmailBody: Codable, Sendable, Hashable {
    /// The subject line: the title and the most important counts. It holds no line break.
    public var subject: String
    /// A fragment for the body of an HTML mail. All styles are inline and nothing is fetched, since mail programs drop
    /// style sheets and block images.
    public var html: String
    /// The same for mail programs that show plain text.
    public var plainText: String

    /// Creates a body.
    public init(subject: String, html: String, plainText: String) {
        self.subject = subject
        self.html = html
        self.plainText = plainText
    }
}

extension Report {
    /// The report as a short mail: the counts, what needs action, and the closing line. It holds no table of users; the
    /// page or the CSV is the attachment for that.
    ///
    /// - Parameter maximumItems: How many reasons, checks and manual steps to show of each kind.
    public func email(maximumItems: Int = 5) -> EmailBody {
        let counts = tallies.filter { $0.count > 0 }.prefix(3)
            .map { "\(NumberText.grouped($0.count)) \($0.label.lowercased())" }
        let subject = counts.isEmpty ? title : "\(title): \(counts.joined(separator: ", "))"
        return EmailBody(
            subject: TerminalText.harmless(subject),
            html: EmailPage(report: self, maximumItems: maximumItems).markup.html,
            plainText: summary(TextOptions(width: 72), maximumItems: maximumItems))
    }

    /// The findings that a person has to do something about, not met before unknown.
    var openFindings: [Finding] {
        findings.filter { $0.verdict == .notMet } + findings.filter { $0.verdict == .unknown }
    }
}
