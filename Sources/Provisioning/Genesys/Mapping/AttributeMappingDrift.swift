public import GraphClient

/// How the attribute mappings of the Entra provisioning app differ from the ones that Teams needs.
///
/// Sources: Genesys Cloud help, “Configure the Microsoft Teams integration” (the two mappings); Microsoft Entra documentation, tutorial for
/// Genesys Cloud provisioning (matching by `userName`; `active` and `displayName` are required).
public struct AttributeMappingDrift: Hashable, Sendable, Codable {
    /// A mapping as it should be.
    public struct Intended: Hashable, Sendable, Codable {
        /// The attribute in Entra; `nil` where any will do.
        public var source: String?
        /// The attribute in Genesys Cloud.
        public var target: String
        /// Whether users are matched by it.
        public var isMatching: Bool

        /// Makes a mapping.
        public init(source: String?, target: String, isMatching: Bool = false) {
            self.source = source
            self.target = target
            self.isMatching = isMatching
        }
    }

    /// One difference.
    public struct Line: Hashable, Sendable, Codable {
        /// What kind of difference.
        public enum Kind: String, Hashable, Sendable, Codable {
            /// The mapping is not there.
            case missing
            /// The value comes from another attribute, or by an expression.
            case otherSource
            /// The path has curly quotes, as copied from a web page: it is passed over without a word.
            case curlyQuotes
            /// It is written when a user is created and never again.
            case onlyAtCreation
            /// Two mappings write the same.
            case doubled
            /// Users are not matched by it.
            case notMatching
        }

        /// What kind.
        public var kind: Kind
        /// The mapping as it should be, `source → target`.
        public var intended: String
        /// As it is; `nil` if it is not there.
        public var found: String?
    }

    /// The differences, in the order of the intended mappings.
    public var lines: [Line]

    /// Whether there is none.
    public var isEmpty: Bool { lines.isEmpty }

    private static let urn = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User"
    /// Where the Teams number goes.
    public static let numberTarget = "phoneNumbers[type eq \"microsoftteams\"].value"
    /// Where the Entra object id goes.
    public static let linkTarget = "\(urn):externalIds[authority eq \"microsoftteams\"].value"
    /// The mappings that Teams needs.
    public static let intended = [
        Intended(source: nil, target: "userName", isMatching: true), Intended(source: nil, target: "active"),
        Intended(source: nil, target: "displayName"), Intended(source: "telephoneNumber", target: numberTarget),
        Intended(source: "objectId", target: linkTarget),
    ]

    /// Compares. Pure.
    public init(_ mappings: [SynchronizationSchema.AttributeMapping], to intended: [Intended] = Self.intended) {
        lines = intended.flatMap { Self.compare(mappings, to: $0) }
    }

    private static func compare(
        _ mappings: [SynchronizationSchema.AttributeMapping], to wanted: Intended
    ) -> [Line] {
        let words = "\(wanted.source ?? "any attribute") → \(wanted.target)"
        let exact = mappings.filter { $0.targetAttributeName == wanted.target }
        guard let found = exact.first else {
            let alike = mappings.first { straight($0.targetAttributeName ?? "") == straight(wanted.target) }
            return [
                Line(kind: alike == nil ? .missing : .curlyQuotes, intended: words, found: alike.map(Self.words))
            ]
        }
        var lines: [Line] = []
        func add(_ kind: Line.Kind) { lines.append(Line(kind: kind, intended: words, found: Self.words(found))) }
        if exact.count > 1 { add(.doubled) }
        if let source = wanted.source, Self.source(found).lowercased() != source.lowercased() { add(.otherSource) }
        if wanted.source != nil, found.flowType == "ObjectAddOnly" { add(.onlyAtCreation) }
        if wanted.isMatching, (found.matchingPriority ?? 0) < 1 { add(.notMatching) }
        return lines
    }

    /// The path with straight quotes, for finding what was meant.
    private static func straight(_ path: String) -> String {
        path.replacing("\u{201C}", with: "\"").replacing("\u{201D}", with: "\"").replacing("\u{2019}", with: "\"")
            .filter { !$0.isWhitespace }.lowercased()
    }

    /// The attribute that a plain mapping reads; the expression for others.
    private static func source(_ mapping: SynchronizationSchema.AttributeMapping) -> String {
        let text = mapping.source?.expression ?? mapping.source?.name ?? ""
        return text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
    }

    private static func words(_ mapping: SynchronizationSchema.AttributeMapping) -> String {
        "\(source(mapping)) → \(mapping.targetAttributeName ?? "")"
    }
}

extension AttributeMappingDrift: CustomStringConvertible {
    /// The difference as a diff: what is there with `-`, what should be with `+`.
    public var description: String {
        lines.map { line in
            let note =
                switch line.kind {
                case .missing: ""
                case .otherSource: "  (another source)"
                case .curlyQuotes: "  (curly quotes: Genesys passes it over)"
                case .onlyAtCreation: "  (applied at creation only)"
                case .doubled: "  (twice)"
                case .notMatching: "  (not a matching attribute)"
                }
            let found = line.found.map { "- \($0)\(note)\n" } ?? ""
            return "\(found)+ \(line.intended)"
        }.joined(separator: "\n")
    }
}

extension SynchronizationSchema {
    /// Whether one of the two values of a link is written.
    var writesTeamsLink: Bool {
        userMappings.contains {
            [AttributeMappingDrift.numberTarget, AttributeMappingDrift.linkTarget].contains($0.targetAttributeName)
        }
    }
}
