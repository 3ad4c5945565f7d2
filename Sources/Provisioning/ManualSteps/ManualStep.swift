/// Something that a person has to do because no interface does it. It is never reported as done.
public struct ManualStep: Hashable, Sendable, Codable, Identifiable {
    /// Something ready to use for a step, such as a script.
    public struct Attachment: Hashable, Sendable, Codable {
        /// A name for a file, such as `pin-app.ps1`.
        public let name: String
        /// What it is for.
        public let purpose: String
        /// The text.
        public let text: String

        /// Makes an attachment.
        public init(name: String, purpose: String, text: String) {
            self.name = name
            self.purpose = purpose
            self.text = text
        }
    }

    /// A stable name.
    public let id: String
    /// What to do.
    public var title: String
    /// Where: which portal, which page.
    public var place: String
    /// Who may do it.
    public var role: String
    /// Whom it concerns, in words.
    public var affected: String
    /// How to see that it is done.
    public var verification: String
    /// Whom it concerns, by user principal name, where that is known one by one.
    public var users: [String]?
    /// What comes with it, ready to use.
    public var attachments: [Attachment]?

    /// Makes a step.
    public init(
        id: String, title: String, place: String, role: String, affected: String, verification: String,
        users: [String]? = nil, attachments: [Attachment]? = nil
    ) {
        self.id = id
        self.title = title
        self.place = place
        self.role = role
        self.affected = affected
        self.verification = verification
        self.users = users
        self.attachments = attachments
    }

    /// The same step for certain people.
    public func concerning(_ users: [String]) -> ManualStep {
        var step = self
        step.users = users
        if !users.isEmpty { step.affected = "\(affected): \(users.count) of them" }
        return step
    }
}
