extension Report {
    /// One reason why subjects did not succeed, what to do about it, and whom it concerns.
    public struct RemedyGroup: Codable, Sendable, Hashable {
        /// Why, in one sentence. The page shows the rows whose ``Row/reason`` is equal to this.
        public var reason: String
        /// What a person can do about it. `nil` when nothing has to be done.
        public var remedy: String?
        /// How many subjects have this reason.
        public var affected: Int
        /// A few of them by name, so that the reader can check one.
        public var samples: [String]
        /// How much it matters.
        public var tone: Tone

        /// Creates a group.
        public init(reason: String, remedy: String?, affected: Int, samples: [String] = [], tone: Tone = .bad) {
            self.reason = reason
            self.remedy = remedy
            self.affected = affected
            self.samples = samples
            self.tone = tone
        }
    }
}
