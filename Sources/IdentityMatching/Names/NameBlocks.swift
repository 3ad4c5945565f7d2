/// Groups names so that only similar ones are compared.
///
/// Two names meet if, for some pair of their words, one word is equal and the other begins with the same letter, or both begin
/// with the same two letters. That admits a slip in either word (`Jon Smith`, `John Smyth`), initials, and any order of words.
enum NameBlocks {
    /// Names with more words than this are grouped by their first ones; the score still sees all.
    static let mostWords = 4

    /// The keys of the groups that a name belongs to, in ascending order and without repetition.
    static func keys(of name: ComparableName) -> [UInt64] {
        guard name.isComparable else { return [] }
        let words = name.words.prefix(mostWords)
        var keys: [UInt64] = []
        for first in words.indices {
            for second in words.indices where second > first {
                keys.append(key(1, words[first][...], words[second].prefix(1)))
                keys.append(key(1, words[second][...], words[first].prefix(1)))
                let beginnings = [words[first].prefix(2), words[second].prefix(2)]
                    .sorted { $0.lexicographicallyPrecedes($1) }
                keys.append(key(2, beginnings[0], beginnings[1]))
            }
        }
        keys.sort()
        var unique: [UInt64] = []
        for key in keys where key != unique.last { unique.append(key) }
        return unique
    }

    /// FNV-1a over the two parts. Should two groups ever share a key, names meet that need not; the score parts them.
    private static func key(_ kind: UInt8, _ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        add(kind)
        for byte in first { add(byte) }
        add(0)
        for byte in second { add(byte) }
        return hash
    }
}
