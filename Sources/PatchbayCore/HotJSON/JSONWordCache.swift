/// The words of one document that came before, so that a repeated one is not made again.
///
/// One place for each word, overwritten by the next that falls there: bounded whatever the document holds.
struct JSONWordCache {
    /// What a word is found by. Up to sixteen bytes the two ends are the whole word.
    struct Key {
        var first: UInt64 = 0
        var last: UInt64 = 0
        var start = 0
        /// The number of bytes, and beside it whether the text is in lower case; zero where no word is kept.
        var length = 0
        var place = 0
    }

    private struct Word {
        var key = Key()
        var text = ""
    }

    private let places: Int
    private var kept: [Word] = []

    /// Makes a cache for a document. A short one is not worth a cache.
    init(forDocumentOf bytes: Int) { places = bytes < 1024 ? 0 : bytes < 65_536 ? 32 : 256 }

    /// What to look for; `nil` if the string is not one to be kept.
    @inline(__always)
    func key(of passed: JSONReader.Passed, in bytes: JSONBytes, lowercased: Bool = false) -> Key? {
        let count = passed.count
        guard count > 0, places > 0 else { return nil }
        var key = Key(start: passed.start, length: count << 1 | (lowercased ? 1 : 0))
        key.first = bytes.word(at: passed.start)
        if count < 8 {
            key.first &= (1 << UInt64(count &* 8)) &- 1
        } else {
            key.last = bytes.word(at: passed.end &- 8)
        }
        // Spreads words that differ in their first or last bytes, as ids do; two that fall together only cost the gain.
        let ends = key.first ^ (key.last &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(truncatingIfNeeded: key.length)
        let product = ends.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        key.place = Int(truncatingIfNeeded: product.high ^ product.low) & (places &- 1)
        return key
    }

    /// The text of a word that came before.
    @inline(__always)
    func text(for key: Key, in bytes: JSONBytes) -> String? {
        guard key.place < kept.count, kept[key.place].key.length == key.length,
            kept[key.place].key.first == key.first, kept[key.place].key.last == key.last,
            isSame(kept[key.place].key.start, key.start, key.length >> 1, in: bytes)
        else { return nil }
        return kept[key.place].text
    }

    /// Whether the bytes between two equal ends are the same.
    @inline(__always)
    private func isSame(_ left: Int, _ right: Int, _ count: Int, in bytes: JSONBytes) -> Bool {
        var offset = 8
        while offset &+ 8 < count {
            if bytes.word(at: left &+ offset) != bytes.word(at: right &+ offset) { return false }
            offset &+= 8
        }
        return true
    }

    /// Keeps a word.
    mutating func keep(_ text: String, for key: Key) {
        if kept.isEmpty { kept = Array(repeating: Word(), count: places) }
        kept[key.place] = Word(key: key, text: text)
    }
}
