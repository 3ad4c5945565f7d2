public import Foundation

/// The file format. A book is an object:
///
/// - `version`: 1.
/// - `preset`: `app` or `embedded`; left out, `app`.
/// - `rules`: an object from row to action; rows and actions as in ``CallRuleRow`` and ``CallAction``, or `default`, which
///   hands the row to the preset whatever weaker layers say.
/// - `keepStatusThroughInactivity`: true or false; left out, false.
/// - `groups`, `users`: arrays of objects with `name`, and `rules` or `keepStatusThroughInactivity` that differ.
extension CallRuleBook {
    static let fileVersion = 1
    static let presetKeyword = "default"

    /// Reads a rules file.
    ///
    /// - Throws: ``RuleFileError`` with the place, the mistake and the remedy.
    public init(json: Data) throws(RuleFileError) {
        let tree: JSONTree
        do {
            tree = try JSONDecoder().decode(JSONTree.self, from: json)
        } catch {
            throw RuleFileError(.notJSON, at: "")
        }
        try self.init(tree)
    }

    /// Writes the book as a rules file that reads back equal: keys sorted, two spaces, a line break at the end.
    ///
    /// - Throws: `EncodingError`, if Foundation cannot write JSON.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(RuleFile(self)) + Data("\n".utf8)
    }
}

extension CallRuleBook {
    private init(_ tree: JSONTree) throws(RuleFileError) {
        let file = try tree.object(
            at: "", allowing: ["version", "preset", "rules", "keepStatusThroughInactivity", "groups", "users"])
        guard let version = file["version"] else { throw RuleFileError(.missing("version"), at: "") }
        guard case .number(Double(Self.fileVersion)) = version else {
            throw RuleFileError(.unsupportedVersion(version.summary), at: "version")
        }
        self.init(account: try Self.layer(file, at: ""))
        if let preset = try file["preset"]?.string(at: "preset") {
            guard let known = Preset(spelling: preset) else {
                throw RuleFileError(.unknownPreset(preset), at: "preset")
            }
            self.preset = known
        }
        groups = try Self.overrides(file["groups"], at: "groups")
        users = try Self.overrides(file["users"], at: "users")
    }

    private static func overrides(_ tree: JSONTree?, at path: String) throws(RuleFileError) -> [Override] {
        guard let tree else { return [] }
        var overrides: [Override] = []
        for (index, item) in try tree.array(at: path).enumerated() {
            let place = "\(path)[\(index)]"
            let object = try item.object(at: place, allowing: ["name", "rules", "keepStatusThroughInactivity"])
            guard let name = try object["name"]?.string(at: "\(place).name") else {
                throw RuleFileError(.missing("name"), at: place)
            }
            guard !overrides.contains(where: { $0.name.lowercased() == name.lowercased() }) else {
                throw RuleFileError(.duplicate(name), at: place)
            }
            overrides.append(Override(name, try layer(object, at: place + ".")))
        }
        return overrides
    }

    private static func layer(_ object: [String: JSONTree], at prefix: String) throws(RuleFileError) -> CallRules {
        var rules = CallRules(
            keepsStatusThroughInactivity: try object["keepStatusThroughInactivity"]?
                .bool(at: "\(prefix)keepStatusThroughInactivity"))
        guard let rows = try object["rules"]?.object(at: "\(prefix)rules") else { return rules }
        for (name, value) in rows.sorted(by: { $0.key < $1.key }) {
            let place = "\(prefix)rules"
            guard let row = CallRuleRow(spelling: name) else { throw RuleFileError(.unknownRow(name), at: place) }
            guard rules[row] == nil else { throw RuleFileError(.duplicate(row.rawValue), at: place) }
            let text = try value.string(at: "\(place).\(name)")
            if text == presetKeyword {
                rules[row] = .preset
            } else if let action = CallAction(spelling: text) {
                rules[row] = .action(action)
            } else {
                throw RuleFileError(.unknownAction(text), at: "\(place).\(name)")
            }
        }
        return rules
    }
}

/// The shape that is written.
private struct RuleFile: Encodable {
    struct Layer: Encodable {
        var name: String?
        var rules: [String: String]?
        var keepStatusThroughInactivity: Bool?

        init(_ name: String?, _ layer: CallRules) {
            self.name = name
            var rows: [String: String] = [:]
            for row in CallRuleRow.allCases {
                switch layer[row] {
                case .action(let action): rows[row.rawValue] = action.rawValue
                case .preset: rows[row.rawValue] = CallRuleBook.presetKeyword
                case nil: break
                }
            }
            rules = rows.isEmpty ? nil : rows
            keepStatusThroughInactivity = layer.keepsStatusThroughInactivity
        }
    }

    var version = CallRuleBook.fileVersion
    var preset: String
    var rules: [String: String]?
    var keepStatusThroughInactivity: Bool?
    var groups: [Layer]?
    var users: [Layer]?

    init(_ book: CallRuleBook) {
        let account = Layer(nil, book.account)
        preset = book.preset.rawValue
        rules = account.rules
        keepStatusThroughInactivity = account.keepStatusThroughInactivity
        groups = book.groups.isEmpty ? nil : book.groups.map { Layer($0.name, $0.rules) }
        users = book.users.isEmpty ? nil : book.users.map { Layer($0.name, $0.rules) }
    }
}
