import Foundation

/// A name and department, taken apart for comparison.
struct ComparableName: Sendable {
    /// The words of the name, in plain lower-case letters and digits.
    let words: [[UInt8]]
    /// The words of the department, joined.
    let department: [UInt8]

    init(name: String?, department: String?) {
        words = Self.words(of: name ?? "")
        self.department = Array(Self.words(of: department ?? "").joined(separator: [0x20]))
    }

    /// Whether there is enough of a name to compare: one word alone says too little.
    var isComparable: Bool { words.count >= 2 }

    /// The name as it is compared, for explanations.
    var text: String { words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ") }

    /// Takes a text apart into words of plain lower-case letters and digits; text in brackets is dropped.
    static func words(of text: String) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        var depth = 0
        for byte in plain(text).utf8 {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth = max(0, depth - 1)
            // Part of a word in `O'Neil`, whichever mark is used; the transform leaves all of them as this one.
            case UInt8(ascii: "'"): continue
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                if depth == 0 { word.append(byte | 0x20) }
                continue
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                if depth == 0 { word.append(byte) }
                continue
            // What no transform could write in ASCII is kept, byte for byte.
            case 0x80...:
                if depth == 0 { word.append(byte) }
                continue
            default: break
            }
            if !word.isEmpty {
                words.append(word)
                word = []
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    /// Writes a text in Latin letters without marks. `folding(options:)` would leave `Ł` and `Ø` as they are.
    private static func plain(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        return text.applyingTransform(StringTransform("Any-Latin; Latin-ASCII"), reverse: false) ?? text
    }
}
