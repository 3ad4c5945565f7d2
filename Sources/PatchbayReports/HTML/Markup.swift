/// HTML whose interpolations are escaped.
///
/// `"<b>\(name)</b>"` is safe whatever the name is; what is already markup goes in as `Markup`. So a forgotten escape
/// is not possible, only a forgotten `Markup`, which is seen at once.
struct Markup: ExpressibleByStringInterpolation, Sendable {
    private(set) var html: String

    init(stringLiteral value: String) { html = value }

    init(stringInterpolation: Interpolation) { html = stringInterpolation.html }

    /// Takes over what another part of this module has made safe.
    init(trusted html: String) { self.html = html }

    struct Interpolation: StringInterpolationProtocol {
        var html = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            html.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: String) { html += literal }

        mutating func appendInterpolation(_ text: String) { html += Markup.escaped(text) }

        mutating func appendInterpolation(_ number: Int) { html += String(number) }

        mutating func appendInterpolation(_ markup: Markup) { html += markup.html }

        mutating func appendInterpolation(_ markup: Markup?) { html += markup?.html ?? "" }

        mutating func appendInterpolation(_ parts: [Markup]) { for part in parts { html += part.html } }
    }

    static func + (left: Markup, right: Markup) -> Markup { Markup(trusted: left.html + right.html) }

    static func += (left: inout Markup, right: Markup) { left.html += right.html }

    /// A text for the inside of an element or a quoted attribute.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
            // HTML forbids the other control characters. Direction overrides make the words after them run backwards,
            // so that "exe" can pass for something else.
            case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value): result += "\u{FFFD}"
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A text in which addresses that begin with `https://` are links.
    static func linked(_ text: String, attributes: Markup = "") -> Markup {
        var result: Markup = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "https://")?.lowerBound {
            let tail = rest[start...]
            var end = tail.firstIndex { $0.isWhitespace || "<>\"'()[]{}|\\^`“”".contains($0) } ?? tail.endIndex
            // The full stop after an address ends the sentence.
            while end > start, ".,;:!?…".contains(tail[tail.index(before: end)]) { end = tail.index(before: end) }
            let address = String(tail[..<end])
            result += "\(String(rest[..<start]))"
            let shown = "\(address)" as Markup
            result +=
                address == "https://"
                ? shown
                : "<a href=\"\(address)\" rel=\"noopener noreferrer\" target=\"_blank\"\(attributes)>\(shown)</a>"
            rest = rest[end...]
        }
        return result + "\(String(rest))"
    }
}
