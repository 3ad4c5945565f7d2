/// The names of members as they followed each other in the records before, so that a name is compared instead of being read.
///
/// The records of a list are alike: after `"id"` comes `"displayName"`, again and again. What is remembered are the very bytes from the end of one
/// value to the colon before the next, which have been checked once; where the same bytes stand again, they need no checking. A guess that
/// is wrong costs a comparison.
struct JSONNameGuesses {
    /// Bytes that stood in the document, at most 32 of them, and what they mean.
    private struct Guess {
        /// The bytes, and ones where there are any.
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var masks: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var length = 0
        /// The member's number in its table; -1 for a name that the table does not know.
        var member = -1
        /// The number of the table's first guess.
        var root = 0
        /// The guess that was right after this one last time. The first one of all stands for none.
        var next = 0
    }

    private static let most = 64
    private var guesses: [Guess] = []
    private var roots: [(table: ObjectIdentifier, guess: Int)] = []
    private let isWorthIt: Bool

    /// Guesses nothing in a short document, which hardly has records that are alike.
    init(forDocumentOf bytes: Int) { isWorthIt = bytes >= 4096 }

    /// Where to begin at the beginning of an object; -1 if nothing is to be guessed.
    @inline(__always)
    mutating func start(of table: JSONFieldTable) -> Int {
        let table = ObjectIdentifier(table)
        for root in roots where root.table == table { return root.guess }
        return isWorthIt ? begin(table) : -1
    }

    @inline(never)
    private mutating func begin(_ table: ObjectIdentifier) -> Int {
        guard guesses.count < Self.most else { return -1 }
        if guesses.isEmpty { guesses.append(Guess()) }
        let root = guesses.count
        guesses.append(Guess(root: root))
        roots.append((table, root))
        return root
    }

    /// Whether what followed a guess last time follows it again.
    ///
    /// - Parameter guess: the last right guess; then the one that is right here.
    /// - Returns: the number of bytes, and the member's number; zero bytes if something else stands here.
    @inline(__always)
    func follow(_ guess: inout Int, at offset: Int, in bytes: JSONBytes) -> (length: Int, member: Int) {
        let next = guesses[guess].next
        let (first, second) = bytes.pair(at: offset)
        let (third, fourth) = bytes.pair(at: offset &+ 16)
        let (words, masks) = (guesses[next].words, guesses[next].masks)
        let different =
            ((first & masks.0) ^ words.0) | ((second & masks.1) ^ words.1) | ((third & masks.2) ^ words.2)
            | ((fourth & masks.3) ^ words.3)
        guard different == 0, next != 0 else { return (0, -1) }
        guess = next
        return (guesses[next].length, guesses[next].member)
    }

    /// Remembers what followed a guess.
    ///
    /// - Parameters:
    ///   - guess: the last right guess; then the one that is right here, or -1 to guess no more of this object.
    ///   - start: where the value before ends.
    ///   - end: behind the colon.
    @inline(never)
    mutating func learn(_ guess: inout Int, from start: Int, to end: Int, member: Int, in bytes: JSONBytes) {
        let root = guesses[guess].root
        let length = end &- start
        guard length <= 32 else {
            guess = -1
            return
        }
        var new = Guess(length: length, member: member, root: root)
        func mask(_ from: Int) -> UInt64 {
            length >= from + 8 ? .max : length <= from ? 0 : (1 << UInt64((length - from) * 8)) - 1
        }
        new.masks = (mask(0), mask(8), mask(16), mask(24))
        new.words = (
            bytes.word(at: start) & new.masks.0, bytes.word(at: start + 8) & new.masks.1,
            bytes.word(at: start + 16) & new.masks.2, bytes.word(at: start + 24) & new.masks.3
        )
        let known = guesses.firstIndex { $0.length == length && $0.root == root && $0.words == new.words }
        guard let next = known ?? (guesses.count < Self.most ? guesses.count : nil) else {
            guess = -1
            return
        }
        if known == nil { guesses.append(new) }
        guesses[guess].next = next
        guess = next
    }
}
