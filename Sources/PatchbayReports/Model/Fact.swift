extension Report {
    /// One label and value pair about the run or a row, for example "Tenant: contoso.com".
    public struct Fact: Codable, Sendable, Hashable {
        /// What the value is.
        public var label: String
        /// The value, ready to be read.
        public var value: String

        /// Creates a fact.
        public init(_ label: String, _ value: String) {
            self.label = label
            self.value = value
        }
    }

    /// The last word of a report: a sentence and, if there is one, the command to type next.
    public struct Closing: Codable, Sendable, Hashable {
        /// The sentence, for example "The run was interrupted. Resume it with:".
        public var text: String
        /// A command line that the reader can copy.
        public var command: String?

        /// Creates a closing line.
        public init(_ text: String, command: String? = nil) {
            self.text = text
            self.command = command
        }
    }
}
