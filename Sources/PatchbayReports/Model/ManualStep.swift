extension Report {
    /// A step that no API offers and that a person has to take in a portal. It is never reported as done.
    public struct ManualStep: Codable, Sendable, Hashable {
        /// What to do, as an instruction: "Allow third-party apps".
        public var title: String
        /// Where: the portal and the path of menus in it. A web address in it becomes a link on the page.
        public var location: String
        /// Who can do it: the role that is needed.
        public var actor: String
        /// Whom it concerns, for example "All 1,204 matched users".
        public var affected: String?
        /// How to see that it has been done.
        public var verification: String

        /// Creates a manual step.
        public init(title: String, location: String, actor: String, affected: String? = nil, verification: String) {
            self.title = title
            self.location = location
            self.actor = actor
            self.affected = affected
            self.verification = verification
        }
    }
}
