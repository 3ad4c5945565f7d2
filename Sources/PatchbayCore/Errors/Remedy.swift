/// What a person should do about a failure or a finding: a sentence to read, and an action for a program to act on.
public struct Remedy: Hashable, Sendable, Codable, CustomStringConvertible {
    /// One or two sentences in the imperative.
    public let sentence: String
    /// The same as data.
    public let action: Action

    /// Makes a remedy.
    public init(_ sentence: String, action: Action = .read) {
        self.sentence = sentence
        self.action = action
    }

    /// The kinds of action. `Codable`, so that a report can carry them.
    public enum Action: Hashable, Sendable, Codable {
        /// Only the sentence says what to do.
        case read
        /// Grant application permissions, by name, and consent to them.
        case grantPermissions([String])
        /// Give a role to the person or the app.
        case assignRole(String)
        /// Change a setting of the caller's own: an environment variable or an option.
        case fixConfiguration(String)
        /// Wait this many seconds and run again.
        case wait(seconds: Int)
        /// Sign in again.
        case signIn
        /// Open an address, for example to consent.
        case open(String)
        /// Run again; finished work is not repeated.
        case runAgain
    }

    /// The sentence.
    public var description: String { sentence }
}
