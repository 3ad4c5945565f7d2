/// Why a file of call rules could not be read, and what to change.
public struct RuleFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let problem: Problem
    /// Where in the file, as a path: `users[2].rules.busy`. Empty for the file as a whole.
    public let path: String

    /// The kinds of mistakes.
    public enum Problem: Hashable, Sendable {
        /// The file is not JSON.
        case notJSON
        /// The version is not one that this release reads.
        case unsupportedVersion(String)
        /// A key that means nothing here.
        case unknownKey(String, allowed: [String])
        /// A row that the call rules do not have.
        case unknownRow(String)
        /// An action that the call rules do not have.
        case unknownAction(String)
        /// A preset that does not exist.
        case unknownPreset(String)
        /// A value of another kind than expected.
        case wrongType(expected: String)
        /// A key that must be there is not.
        case missing(String)
        /// A row, group or user appears twice.
        case duplicate(String)
    }

    init(_ problem: Problem, at path: String) {
        self.problem = problem
        self.path = path
    }

    /// What is wrong, in one sentence.
    public var message: String {
        let place = path.isEmpty ? "" : " at \(path)"
        return switch problem {
        case .notJSON: "The rules file is not valid JSON."
        case .unsupportedVersion(let version): "The rules file has version \(version), which this release cannot read."
        case .unknownKey(let key, _): "The rules file has an unknown key \"\(key)\"\(place)."
        case .unknownRow(let row): "There is no call rule row \"\(row)\"\(place)."
        case .unknownAction(let action): "There is no call rule action \"\(action)\"\(place)."
        case .unknownPreset(let preset): "There is no preset \"\(preset)\"\(place)."
        case .wrongType(let expected): "The value\(place) must be \(expected)."
        case .missing(let key): "The key \"\(key)\" is missing\(place)."
        case .duplicate(let name): "\"\(name)\" appears twice\(place)."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch problem {
        case .notJSON: "Check the file with a JSON tool; comments and trailing commas are not allowed."
        case .unsupportedVersion: "Set \"version\" to \(CallRuleBook.fileVersion)."
        case .unknownKey(_, let allowed): "Use one of: \(allowed.joined(separator: ", "))."
        case .unknownRow: "Use one of: \(CallRuleRow.allCases.map(\.rawValue).joined(separator: ", "))."
        case .unknownAction:
            "Use one of: \(CallAction.allCases.map(\.rawValue).joined(separator: ", ")), "
                + "or \"\(CallRuleBook.presetKeyword)\" to let the preset decide."
        case .unknownPreset: "Use one of: \(Preset.allCases.map(\.rawValue).joined(separator: ", "))."
        case .wrongType: "Compare the file with the example in the guide “Choose call rules”."
        case .missing(let key): "Add \"\(key)\"."
        case .duplicate: "Keep one of the two."
        }
    }

    /// Message and remedy.
    public var description: String { "\(message) \(remedy)" }
}
