import Foundation

/// The form in which addresses are compared: trimmed, and without regard to case.
///
/// ASCII, which is nearly every address, is folded eight bytes at a time without making a string. An address with other characters
/// is composed (NFC) and lowercased by Unicode's rules, so `MÜLLER@` and `müller@` are equal in every spelling. One exception
/// guards against look-alikes: a few characters beyond ASCII are equal to an ASCII one in Unicode's eyes (the Kelvin sign and `K`).
/// An address that holds such a character keeps it, so that it cannot pass for somebody else's.
enum AddressKey {
    /// How a text is compared.
    enum Comparison: Sendable {
        /// As an address: trimmed and folded. An empty address equals nothing.
        case address
        /// As an id: byte for byte.
        case identifier
    }

    /// The folded form as a string, for the rare places that need one.
    static func folded(_ address: String) -> String {
        unsafe withKey(of: address, comparing: .address) { key, _ in
            unsafe String(decoding: key, as: UTF8.self)
        } ?? ""
    }

    /// Whether two texts are the same address. An empty text is no address, so it equals nothing.
    static func areEqual(_ left: String, _ right: String) -> Bool {
        unsafe withKey(of: left, comparing: .address) { leftKey, leftHash in
            unsafe withKey(of: right, comparing: .address) { rightKey, rightHash in
                unsafe leftHash == rightHash && leftKey.elementsEqual(rightKey)
            } ?? false
        } ?? false
    }

    /// Calls `body` with the bytes to compare and their hash; returns nil, without calling, if there is nothing to compare.
    ///
    /// The bytes are only valid during the call.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - prefix: how many of its first bytes are not part of the address (the `smtp:` of an alias).
    ///   - comparison: how it is compared.
    ///   - body: what to do with the bytes and the hash.
    @inline(__always)
    static func withKey<Result>(
        of text: String, after prefix: Int = 0, comparing comparison: Comparison,
        _ body: (UnsafeRawBufferPointer, UInt32) -> Result
    ) -> Result? {
        // Borrows the text's own storage. `withUTF8` would do for every string, but counts a reference each time.
        let borrowed = unsafe text.utf8.withContiguousStorageIfAvailable { source in
            unsafe withKey(of: UnsafeRawBufferPointer(source), after: prefix, comparing: comparison, body)
        }
        if let borrowed { return borrowed }
        // A text without storage of its own (bridged from Objective-C).
        return unsafe Array(text.utf8).withUnsafeBytes { source in
            unsafe withKey(of: source, after: prefix, comparing: comparison, body)
        }
    }

    /// The same for a text that is there as UTF-8.
    @inline(__always)
    static func withKey<Result>(
        of source: UnsafeRawBufferPointer, after prefix: Int = 0, comparing comparison: Comparison,
        _ body: (UnsafeRawBufferPointer, UInt32) -> Result
    ) -> Result? {
        switch unsafe fold(source, after: prefix, comparing: comparison, body) {
        case .nothing: return nil
        case .value(let result): return result
        case .needsUnicode:
            let text = unsafe String(decoding: source.dropFirst(prefix), as: UTF8.self)
            var rewritten = foldedBeyondASCII(text)
            guard !rewritten.isEmpty else { return nil }
            let answer: FoldingAnswer<Result> = rewritten.withUTF8 { source in
                unsafe fold(UnsafeRawBufferPointer(source), after: 0, comparing: .identifier, body)
            }
            if case .value(let result) = answer { return result }
            return nil
        }
    }

    private enum FoldingAnswer<Result> {
        case nothing
        case value(Result)
        case needsUnicode
    }

    /// Folds ASCII and hashes in one pass. An id is taken as it is.
    @inline(__always)
    private static func fold<Result>(
        _ source: UnsafeRawBufferPointer, after prefix: Int, comparing comparison: Comparison,
        _ body: (UnsafeRawBufferPointer, UInt32) -> Result
    ) -> FoldingAnswer<Result> {
        var start = prefix
        var end = source.count
        if comparison == .address {
            while unsafe start < end && source[start] <= 0x20 { start += 1 }
            while unsafe start < end && source[end - 1] <= 0x20 { end -= 1 }
            guard start < end else { return .nothing }
        }
        let count = end - start
        // Room for a whole last word, zero beyond the text: equal texts then have equal words.
        let words = (count + 7) / 8
        return unsafe withUnsafeTemporaryAllocation(byteCount: words * 8, alignment: 8) { scratch in
            var hash = Hash(count: count)
            var offset = 0
            while offset < count {
                var word: UInt64 = 0
                if offset + 8 <= count {
                    unsafe word = source.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self)
                } else {
                    for index in offset..<count {
                        unsafe word |= UInt64(source[start + index]) << UInt64((index - offset) * 8)
                    }
                    // The bytes were gathered lowest first, which is how a little-endian load reads them.
                    word = UInt64(littleEndian: word)
                }
                if comparison == .address {
                    if word & 0x8080_8080_8080_8080 != 0 { return .needsUnicode }
                    word = lowercased(word)
                }
                hash.combine(word)
                unsafe scratch.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
                offset += 8
            }
            return unsafe .value(body(UnsafeRawBufferPointer(rebasing: scratch[..<count]), hash.value))
        }
    }

    /// Lowers the capitals among eight ASCII bytes at once.
    ///
    /// Adding moves each byte's verdict into its top bit: set once the byte reaches `A`, and set again in the second sum once it
    /// passes `Z`. No byte is above 0x7F, so nothing carries over into its neighbour.
    @inline(__always)
    private static func lowercased(_ word: UInt64) -> UInt64 {
        let atLeastA = word &+ 0x3F3F_3F3F_3F3F_3F3F
        let beyondZ = word &+ 0x2525_2525_2525_2525
        let capitals = (atLeastA & ~beyondZ) & 0x8080_8080_8080_8080
        return word | (capitals >> 2)
    }

    /// The slow way, for addresses with characters beyond ASCII.
    private static func foldedBeyondASCII(_ address: String) -> String {
        let scalars = address.unicodeScalars
        let isSpace: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace || $0.value <= 0x20 }
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        var folded = ""
        var run = String.UnicodeScalarView()
        func flush() {
            folded += String(run).precomposedStringWithCanonicalMapping.lowercased()
            run = String.UnicodeScalarView()
        }
        for scalar in scalars[first...last] {
            if asciiTwins.contains(scalar) {
                flush()
                folded.unicodeScalars.append(scalar)
            } else {
                run.append(scalar)
            }
        }
        flush()
        return folded
    }

    /// The characters beyond ASCII that Unicode holds equal to an ASCII one: Greek question mark, Greek varia, Kelvin sign.
    private static let asciiTwins: Set<Unicode.Scalar> = ["\u{37E}", "\u{1FEF}", "\u{212A}"]

    /// A hash over words: multiply to 128 bits and fold the halves, which mixes every input bit into every output bit.
    ///
    /// It needs to spread addresses, not to resist an attacker; nobody outside chooses a directory's addresses, and a flood would
    /// cost time, never a wrong match.
    private struct Hash {
        private var state: UInt64

        @inline(__always)
        init(count: Int) { state = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count) }

        @inline(__always)
        mutating func combine(_ word: UInt64) {
            let product = (state ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
            state = product.high ^ product.low
        }

        @inline(__always)
        var value: UInt32 {
            let product = state.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
            return UInt32(truncatingIfNeeded: product.high ^ product.low)
        }
    }
}
