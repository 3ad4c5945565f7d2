/// How alike two words, and two names, are.
enum NameSimilarity {
    /// Two words less alike than this are different words, however alike the rest of the name is.
    static let leastWordSimilarity = 0.8
    /// What an initial is worth against a word that it may stand for.
    static let initialSimilarity = 0.9
    /// How much an unpaired word (a middle name) counts against the name, compared with a paired one.
    static let surplusWeight = 0.2

    /// The similarity of two names, 0 to 1. Zero if a word of the shorter name has no counterpart in the longer one.
    ///
    /// Words are paired in any order, the most similar first, and weigh as much as they are long.
    static func similarity(_ left: [[UInt8]], _ right: [[UInt8]]) -> Double {
        let (short, long) = left.count <= right.count ? (left, right) : (right, left)
        guard !short.isEmpty else { return 0 }
        // Most pairs of names end here, so it is done before anything is stored.
        for word in short where !long.contains(where: { wordSimilarity(word, $0) >= leastWordSimilarity }) { return 0 }

        var pairs: [(similarity: Double, short: Int, long: Int)] = []
        for (first, word) in short.enumerated() {
            for (second, other) in long.enumerated() {
                let similarity = wordSimilarity(word, other)
                if similarity >= leastWordSimilarity { pairs.append((similarity, first, second)) }
            }
        }
        pairs.sort { ($1.similarity, $0.short, $0.long) < ($0.similarity, $1.short, $1.long) }
        var isShortPaired = Array(repeating: false, count: short.count)
        var isLongPaired = Array(repeating: false, count: long.count)
        var sum = 0.0
        var weight = 0.0
        for pair in pairs where !isShortPaired[pair.short] && !isLongPaired[pair.long] {
            isShortPaired[pair.short] = true
            isLongPaired[pair.long] = true
            let length = Double(short[pair.short].count + long[pair.long].count)
            sum += pair.similarity * length
            weight += length
        }
        guard isShortPaired.allSatisfy(\.self) else { return 0 }
        for (index, word) in long.enumerated() where !isLongPaired[index] {
            weight += surplusWeight * Double(word.count)
        }
        return sum / weight
    }

    /// The similarity of two words: Jaro-Winkler, and a fixed value for an initial.
    static func wordSimilarity(_ left: [UInt8], _ right: [UInt8]) -> Double {
        if left == right { return 1 }
        guard let first = left.first, let other = right.first else { return 0 }
        if left.count == 1 || right.count == 1 { return first == other ? initialSimilarity : 0 }
        return jaroWinkler(left, right)
    }

    /// Jaro's similarity, raised for a common beginning as Winkler proposed (at most four letters, a tenth each).
    static func jaroWinkler(_ left: [UInt8], _ right: [UInt8]) -> Double {
        let jaro = jaro(left, right)
        guard jaro > 0.7 else { return jaro }
        var prefix = 0
        while prefix < min(4, left.count, right.count), left[prefix] == right[prefix] { prefix += 1 }
        return jaro + Double(prefix) * 0.1 * (1 - jaro)
    }

    /// Jaro's similarity of the first 64 bytes, so that one word of bits can mark the letters used.
    private static func jaro(_ left: [UInt8], _ right: [UInt8]) -> Double {
        let leftCount = min(left.count, 64)
        let rightCount = min(right.count, 64)
        guard leftCount > 0, rightCount > 0 else { return leftCount == rightCount ? 1 : 0 }
        let window = max(0, max(leftCount, rightCount) / 2 - 1)
        var leftMatched: UInt64 = 0
        var rightMatched: UInt64 = 0
        for index in 0..<leftCount {
            var other = max(0, index - window)
            let end = min(rightCount, index + window + 1)
            while other < end {
                if rightMatched & (1 << UInt64(other)) == 0, left[index] == right[other] {
                    leftMatched |= 1 << UInt64(index)
                    rightMatched |= 1 << UInt64(other)
                    break
                }
                other += 1
            }
        }
        let matches = Double(leftMatched.nonzeroBitCount)
        guard matches > 0 else { return 0 }
        var outOfOrder = 0
        while leftMatched != 0 {
            if left[leftMatched.trailingZeroBitCount] != right[rightMatched.trailingZeroBitCount] { outOfOrder += 1 }
            leftMatched &= leftMatched - 1
            rightMatched &= rightMatched - 1
        }
        return
            (matches / Double(leftCount) + matches / Double(rightCount)
            + (matches - Double(outOfOrder) / 2) / matches) / 3
    }
}
