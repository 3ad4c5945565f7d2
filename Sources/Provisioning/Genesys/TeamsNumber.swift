/// A telephone number as Genesys Cloud takes it for a Teams client: E.164, with an extension where there is one.
///
/// Nothing is guessed: a number without a country code is refused, not completed.
/// Source: Genesys Cloud SCIM API, `ScimPhoneNumber` (`+NNN…` or `tel:+NNN…;ext=NNN`); E.164, at most 15 digits.
public struct TeamsNumber: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The number: `+15551234567` or `tel:+15551234567;ext=12`.
    public let description: String

    /// Why a text is no number.
    public enum Fault: String, Error, Hashable, Sendable, Codable {
        /// There is no country code; completing it would be a guess.
        case noCountryCode
        /// Too few or too many digits.
        case wrongLength
        /// Letters or other things that belong in no number.
        case notANumber
    }

    /// Reads what people type (`+1 (555) 123-4567`) and what Teams has (`tel:+15551234567;ext=12`).
    ///
    /// - Throws: ``Fault``.
    public init(_ text: String) throws(Fault) {
        var rest = text.trimming { $0.isWhitespace }
        if rest.lowercased().hasPrefix("tel:") { rest = String(rest.dropFirst(4)) }
        var extensionDigits = ""
        if let range = rest.lowercased().firstRange(of: ";ext=") {
            let lowered = rest.lowercased()
            extensionDigits = String(lowered[range.upperBound...])
            rest = String(lowered[..<range.lowerBound])
            guard (1...10).contains(extensionDigits.count), extensionDigits.allSatisfy(Self.isDigit) else {
                throw .notANumber
            }
        }
        // “+44 (0)20 …” is how many write it; the zero is not dialled from abroad, but to know that is to guess.
        let digits = rest.filter { !" -().\u{A0}/".contains($0) }
        guard digits.first == "+" else {
            throw digits.allSatisfy(Self.isDigit) && !digits.isEmpty ? .noCountryCode : .notANumber
        }
        let number = digits.dropFirst()
        guard number.allSatisfy(Self.isDigit) else { throw .notANumber }
        guard (7...15).contains(number.count), number.first != "0" else { throw .wrongLength }
        guard !rest.contains("(0)") else { throw .notANumber }
        description = extensionDigits.isEmpty ? "+\(number)" : "tel:+\(number);ext=\(extensionDigits)"
    }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

    /// Reads and checks a number.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        do { try self.init(text) } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not an E.164 number"))
        }
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension String {
    fileprivate func trimming(_ isDropped: (Character) -> Bool) -> String {
        var rest = self[...]
        while let first = rest.first, isDropped(first) { rest.removeFirst() }
        while let last = rest.last, isDropped(last) { rest.removeLast() }
        return String(rest)
    }
}
