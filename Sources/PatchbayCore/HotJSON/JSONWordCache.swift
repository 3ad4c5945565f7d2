/// The words of one document that came before, so that a repeated one is not made again.
///
/// One place for each word, overwritten by the next that falls there: bounded whatever the document holds.
struct JSONWordCache {
    struct Word {
        var range: Range<Int>
        var text: String
        var isLowercased: Bool
    }

    private static let places = 256
    private var kept: [Word?] = []

    /// What was kept at the place of a hash; whether it is the same word is for the caller to compare.
    func word(hash: UInt64, lowercased: Bool) -> Word? {
        guard !kept.isEmpty, let word = kept[Int(hash % UInt64(Self.places))], word.isLowercased == lowercased else {
            return nil
        }
        return word
    }

    /// Keeps a word.
    mutating func keep(_ text: String, range: Range<Int>, hash: UInt64, lowercased: Bool) {
        if kept.isEmpty { kept = Array(repeating: nil, count: Self.places) }
        kept[Int(hash % UInt64(Self.places))] = Word(range: range, text: text, isLowercased: lowercased)
    }
}
