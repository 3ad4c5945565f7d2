/// Takes out of a service's own words what must not be repeated: tokens, long opaque strings, and the query of an address.
package enum Redaction {
    /// Makes a service's message fit to show: one line, no token, no query, at most `limit` characters.
    package static func scrub(_ text: String, limit: Int = 400) -> String {
        var words: [Substring] = []
        for word in text.prefix(4 * limit).split(whereSeparator: \.isWhitespace) {
            words.append(scrub(word: word))
        }
        let line = words.joined(separator: " ")
        return line.count <= limit ? line : line.prefix(limit - 1) + "…"
    }

    private static func scrub(word: Substring) -> Substring {
        if let scheme = word.firstRange(of: "://"),
            let query = word[scheme.upperBound...].firstIndex(where: { "?#".contains($0) })
        {
            return word[..<query] + "?…"
        }
        if let equals = word.firstIndex(of: "="), names.contains(where: { word[..<equals].lowercased().hasSuffix($0) })
        {
            return word[...equals] + "…"
        }
        // A JSON Web Token starts with “eyJ” (the letters of `{"`); other opaque secrets are long and mix all kinds.
        if word.contains("eyJ") || looksOpaque(word) { return "…" }
        return word
    }

    private static func looksOpaque(_ word: Substring) -> Bool {
        let core = word.drop { !$0.isLetter && !$0.isNumber }
        guard core.utf8.count >= 40, !core.contains("."), !core.contains("/") else { return false }
        return core.contains(where: \.isLowercase) && core.contains(where: \.isUppercase)
            && core.contains(where: \.isNumber)
    }

    private static let names = [
        "secret", "token", "password", "assertion", "code", "code_verifier", "authorization", "cookie",
    ]
}
