/// Text for a terminal: how many columns it takes, how to cut and fill it to fit, and how to make it harmless.
///
/// Names come in every script and are written by strangers. A tool that draws its own lines needs the same care that
/// ``Report/text(_:)`` takes:
///
/// ```swift
/// let name = TerminalText.harmless(user.displayName)
/// print(TerminalText.padded(TerminalText.truncated(name, to: 20), to: 20), user.status)
/// ```
///
/// East Asian wide characters and emoji take two columns, combining marks none. Source: Unicode Standard Annex #11
/// (East Asian Width) and Technical Standard #51 (emoji presentation).
public enum TerminalText {
    /// The width of a text in columns.
    public static func width(of text: some StringProtocol) -> Int {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? text.utf8.count : text.reduce(0) { $0 + width(of: $1) }
    }

    /// The width of what a reader sees as one character.
    public static func width(of character: Character) -> Int {
        var width = 0
        for scalar in character.unicodeScalars {
            // U+FE0F asks for the coloured, two-column form of the character before it.
            if scalar.value == 0xFE0F, width == 1 { return 2 }
            width = max(width, self.width(of: scalar))
        }
        return width
    }

    private static func width(of scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation || isRegionalIndicator(scalar) { return 2 }
        return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    private static func isRegionalIndicator(_ scalar: Unicode.Scalar) -> Bool {
        (0x1F1E6...0x1F1FF).contains(scalar.value)
    }

    /// The ranges that are wide or full-width as a whole; the wide symbols outside them are emoji.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F,  // Hangul initial consonants
        0x2E80...0x303E,  // CJK radicals and punctuation
        0x3041...0x4DBF,  // kana, Bopomofo, compatibility, extension A
        0x4E00...0xA4CF,  // unified ideographs, Yi
        0xA960...0xA97F,  // Hangul extended A
        0xAC00...0xD7A3,  // Hangul syllables
        0xF900...0xFAFF,  // compatibility ideographs
        0xFE10...0xFE19, 0xFE30...0xFE6F,  // vertical and small forms
        0xFF01...0xFF60, 0xFFE0...0xFFE6,  // full-width forms
        0x16FE0...0x18DFF,  // Tangut, Khitan
        0x1AFF0...0x1B2FF,  // kana supplements
        0x1F200...0x1F2FF,  // enclosed ideographs
        0x20000...0x3FFFD,  // extensions B and later
    ]

    /// The text cut to a width, with an ellipsis in its last column when something was cut.
    public static func truncated(_ text: String, to width: Int) -> String {
        guard self.width(of: text) > width else { return text }
        guard width > 1 else { return width == 1 ? "…" : "" }
        var used = 0
        var kept = ""
        for character in text {
            let next = self.width(of: character)
            if used + next > width - 1 { break }
            used += next
            kept.append(character)
        }
        return kept + "…"
    }

    /// The text filled with spaces to a width. A text that is wider already stays as it is.
    public static func padded(_ text: String, to width: Int, isRightAligned: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - self.width(of: text)))
        return isRightAligned ? space + text : text + space
    }

    /// The text in lines of at most a width, broken at spaces; a longer word stays whole, so that addresses and
    /// commands can be copied.
    public static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: true) {
            if line.isEmpty {
                line = String(word)
            } else if self.width(of: line) + 1 + self.width(of: word) <= width {
                line += " \(word)"
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// The text without anything that steers a terminal: escape sequences, line breaks, direction overrides.
    ///
    /// A display name is written by a stranger; it must not be able to clear the screen or hide a line.
    public static func harmless(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isSteering) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if !isSteering(scalar) {
                result.append(scalar)
            } else if scalar == "\n" || scalar == "\t" || scalar == "\r" {
                result.append(" ")
            } else {
                result.append("\u{FFFD}")
            }
        }
        return String(result)
    }

    private static func isSteering(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
