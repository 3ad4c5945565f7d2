public import Foundation

/// Something that the caller gave us is wrong, found before anything was sent.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
    /// What is wrong, in a sentence.
    public let description: String
    /// What to do, in a sentence.
    public let remedy: Remedy

    /// Makes an error.
    public init(_ description: String, remedy: String, setting: String? = nil) {
        self.description = description
        self.remedy = Remedy(remedy, action: setting.map { .fixConfiguration($0) } ?? .read)
    }

    /// The same as ``description``.
    public var errorDescription: String? { description }
    /// The remedy's sentence.
    public var recoverySuggestion: String? { remedy.sentence }
}
