/// Takes out of a service's own words what must not be repeated: tokens, secrets, long opaque strings, and the query of an
/// address. What support needs stays: codes, ids, names of people and things.
package enum Redaction {
    /// Makes a service's message fit to show: one line, no token, no query, at most `limit` characters.
    package static func scrub(_ text: String, limit: Int = 400) -> String {
        let head = text.prefix(4 * limit)
        var words = head.split(whereSeparator: \.isWhitespace)
        // A word that was cut in two may be the harmless-looking half of a secret.
        if head.endIndex < text.endIndex, head.last?.isWhitespace == false {
            words.removeLast()
            words.append("…")
        }
        var scrubber = Scrubber()
        let line = words.map { scrubber.scrub($0) }.joined(separator: " ")
        return line.count <= limit ? line : line.prefix(max(0, limit - 1)) + "…"
    }
}

/// Goes through the words of a text and remembers when one of them announced that the next is secret.
private struct Scrubber {
    private enum Announced {
        case nothing
        /// A name that a secret may follow after an equals sign: `client_secret = …`.
        case name
        /// A secret for certain: `client_secret: …`.
        case secret
        /// Probably one: `token: …` may as well go on with a sentence.
        case likely
    }

    private var announced = Announced.nothing

    mutating func scrub(_ word: Substring) -> String {
        let before = announced
        announced = .nothing
        if word == "=" || word == ":" {
            announced = before == .name ? .secret : before
            return String(word)
        }
        if isScheme(word) {
            announced = before == .secret ? .secret : .likely
            return String(word)
        }
        switch before {
        case .secret: return "…"
        case .likely where looksLikeValue(word): return "…"
        case .name where word.first == "=" || word.first == ":": return "\(word.prefix(1))…"
        default: return scrub(inside: word)
        }
    }

    /// The parts of a word, such as the fields of a form.
    private mutating func scrub(inside word: Substring) -> String {
        if let scheme = word.firstRange(of: "://") { return scrub(address: word, after: scheme.upperBound) }
        var result = ""
        var rest = word
        while let end = rest.firstIndex(where: { "&,;".contains($0) }) {
            result += scrub(part: rest[..<end]) + String(rest[end])
            rest = rest[rest.index(after: end)...]
        }
        return result + scrub(part: rest)
    }

    /// An address keeps its host and path, and loses user, query and fragment.
    private func scrub(address word: Substring, after scheme: Substring.Index) -> String {
        let path = word[scheme...].prefix { $0 != "?" && $0 != "#" }
        let host = path.prefix { $0 != "/" }
        let start = host.lastIndex(of: "@").map { path.index(after: $0) } ?? scheme
        let segments = path[start...].split(separator: "/", omittingEmptySubsequences: false).map {
            isToken($0) || isOpaque($0) ? "…" : String($0)
        }
        let before = word[..<scheme]
        return (isToken(before) || isOpaque(before) ? "…" : String(before)) + segments.joined(separator: "/")
            + (path.endIndex < word.endIndex ? "?…" : "")
    }

    /// One `name=value` or `"name":"value"` or plain word.
    private mutating func scrub(part: Substring) -> String {
        if let separator = separator(in: part) {
            let (name, value) = (part[..<separator.lowerBound], part[separator.upperBound...])
            if let kind = SecretName(name) {
                if value.allSatisfy({ "\"'".contains($0) }) {
                    announced = kind == .certain || part[separator] == "=" ? .secret : .likely
                    return String(part)
                }
                if kind != .code || (value.count >= 12 && value.contains(where: \.isNumber)) {
                    return part[..<separator.upperBound] + "…"
                }
            } else if !isToken(part), !isOpaque(part) {
                return part[..<separator.upperBound] + scrub(part: value)
            }
        } else if SecretName(part) != nil {
            announced = .name
        }
        return isToken(part) || isOpaque(part) ? "…" : String(part)
    }

    private func separator(in part: Substring) -> Range<Substring.Index>? {
        let plain = part.firstIndex { $0 == "=" || $0 == ":" }.map { $0..<part.index(after: $0) }
        let escaped = part.firstRange(of: "%3D") ?? part.firstRange(of: "%3d")
        guard let plain else { return escaped }
        guard let escaped else { return plain }
        return plain.lowerBound < escaped.lowerBound ? plain : escaped
    }

    private func isScheme(_ word: Substring) -> Bool {
        let name = String(word.filter(\.isLetter))
        return name.equalsIgnoringASCIICase("Bearer") || name.equalsIgnoringASCIICase("Basic")
    }

    private func looksLikeValue(_ word: Substring) -> Bool {
        word.count >= 8 && (word.contains(where: \.isNumber) || word.count >= 24)
    }

    /// A JSON Web Token begins with “eyJ”, the letters of `{"`.
    private func isToken(_ part: Substring) -> Bool {
        guard let start = part.firstRange(of: "eyJ")?.lowerBound else { return false }
        let run = part[start...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        let isPerson = run.endIndex < part.endIndex && part[run.endIndex] == "@"
        return run.count >= 16 && run.contains(where: \.isNumber) && !isPerson
    }

    /// Whether text is random rather than written: long, of small and capital letters and digits, in quick change. An address of a
    /// person, however long, is not.
    private func isOpaque(_ part: Substring) -> Bool {
        guard part.utf8.count >= 20, !part.contains("@") else { return false }
        var (kinds, changes, length) = (Set<UInt8>(), 0, 0)
        var last: UInt8?
        for byte in part.utf8 {
            let kind: UInt8
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): kind = 0
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): kind = 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"): kind = 2
            default: continue
            }
            kinds.insert(kind)
            length += 1
            // From a capital to a small letter is how a written name begins, so it does not count.
            if let last, last != kind, (last, kind) != (1, 0) { changes += 1 }
            last = kind
        }
        guard kinds.count == 3 else { return false }
        return length >= 36 ? changes * 4 >= length : length >= 20 && changes * 10 >= length * 3
    }
}

/// A name that is followed by a secret.
private enum SecretName {
    /// Always.
    case certain
    /// Mostly; the word is used in sentences too.
    case likely
    /// An authorization code, or only an error code.
    case code

    init?(_ text: Substring) {
        let tail = text.reversed().drop { !$0.isLetter && !$0.isNumber }.prefix {
            $0.isLetter || $0.isNumber || "_-".contains($0)
        }
        let name = String(tail.reversed()).lowercased()
        if ["secret", "password", "code_verifier", "authorization", "cookie", "api_key", "apikey"].contains(
            where: name.hasSuffix)
            || ["_token", "_assertion", "device_code", "auth_code", "authorization_code"].contains(
                where: name.hasSuffix)
        {
            self = .certain
        } else if name.hasSuffix("token") || name == "assertion" || name == "sig" {
            self = .likely
        } else if name == "code" {
            self = .code
        } else {
            return nil
        }
    }
}
