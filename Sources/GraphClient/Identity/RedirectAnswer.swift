public import Foundation
import PatchbayCore

/// What a browser brings back from the identity service's pages: a code, a consent, or an error. It came through a browser, so nothing in
/// it is to be believed before its state was compared.
public struct RedirectAnswer: Sendable {
    private let values: [String: Secret]

    /// An answer in the query of an address.
    public init(url: URL) {
        let query = url.absoluteString.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        self.init(pairs: query.split(separator: "#").first.map(String.init) ?? "")
    }

    /// An answer that was posted as a form.
    public init(form: Data) { self.init(pairs: String(decoding: form, as: UTF8.self)) }

    private init(pairs: String) {
        var values: [String: Secret] = [:]
        for pair in pairs.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = PercentEncoding.decode(halves[0], plusIsSpace: true)
            // Of a parameter that is there twice, neither can be trusted more than the other; the first one counts.
            guard values[name] == nil else { continue }
            values[name] = Secret(halves.count > 1 ? PercentEncoding.decode(halves[1], plusIsSpace: true) : "")
        }
        self.values = values
    }

    subscript(name: String) -> String? { values[name]?.reveal { $0 } }

    /// Whether this could be an answer at all; a browser also asks a loopback address for icons.
    public var isAnswer: Bool { ["code", "error", "admin_consent", "state"].contains { values[$0] != nil } }

    /// Compares the state, then looks for an error.
    func check(state: String, tenant: String) throws(AuthenticationError) {
        guard ConstantTime.equal(self["state"] ?? "", state) else {
            throw Self.refusal("WrongState", "the answer belongs to another attempt to sign in", tenant: tenant)
        }
        // An answer with an error may carry other signs of success; the error counts.
        if let error = self["error"] {
            throw Self.refusal(error, self["error_description"] ?? "", tenant: tenant)
        }
    }

    static func refusal(_ word: String, _ description: String, tenant: String) -> AuthenticationError {
        EntraErrors.error(word: word, description: description, tenant: tenant)
    }
}

extension RedirectAnswer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The names of what is in it; the values can be secret or about a person.
    public var description: String { "answer with " + values.keys.sorted().joined(separator: ", ") }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// The same as ``description``, for `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["answer": description]) }
}
