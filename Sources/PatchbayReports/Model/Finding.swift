extension Report {
    /// One requirement that was checked, and the answer.
    public struct Finding: Codable, Sendable, Hashable, Identifiable {
        /// The answer of a check.
        public enum Verdict: String, Codable, Sendable, Hashable, CaseIterable {
            /// The requirement is met.
            case met
            /// The requirement is not met.
            case notMet
            /// The service cannot tell; the remedy says how to check by hand.
            case unknown

            /// The tone that this verdict is shown in.
            public var tone: Tone {
                switch self {
                case .met: .good
                case .notMet: .bad
                case .unknown: .warning
                }
            }

            /// The verdict in words.
            var label: String {
                switch self {
                case .met: "Met"
                case .notMet: "Not met"
                case .unknown: "Unknown"
                }
            }
        }

        /// A stable name for scripts, for example `graph.permission.TeamsAppInstallation.ReadWriteForUser.All`.
        public var id: String
        /// The requirement in words.
        public var title: String
        /// The answer.
        public var verdict: Verdict
        /// What was seen, for example which permissions are missing.
        public var detail: String?
        /// What to do when it is not met, or how to check by hand when it is unknown.
        public var remedy: String?

        /// Creates a finding.
        public init(id: String, title: String, verdict: Verdict, detail: String? = nil, remedy: String? = nil) {
            self.id = id
            self.title = title
            self.verdict = verdict
            self.detail = detail
            self.remedy = remedy
        }
    }
}
