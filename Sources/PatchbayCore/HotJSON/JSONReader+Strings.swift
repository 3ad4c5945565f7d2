/// Strings: found eight bytes at a time, checked, and made only when asked for.
extension JSONReader {
    /// A string that was walked over.
    package struct Passed: Hashable, Sendable {
        /// Its bytes between the quotation marks.
        package var range: Range<Int>
        /// Whether there are escapes among them.
        package var hasEscapes: Bool
    }

    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")

    /// Where the run of ordinary characters ends: at a quotation mark, a backslash, a control character or the end of the document.
    /// And whether all of them were ASCII.
    @inline(__always)
    func runOfText(from start: Int) -> (end: Int, isASCII: Bool) {
        var offset = start
        var high: UInt64 = 0
        while true {
            // Two words at a time: most strings are then found the end of in the first or second turn, which a processor guesses well.
            let (first, second) = (word(at: offset), word(at: offset + 8))
            let (firstStops, secondStops) = (Self.stops(in: first), Self.stops(in: second))
            if firstStops | secondStops != 0 {
                let isInFirst = firstStops != 0
                let bits = UInt64((isInFirst ? firstStops : secondStops).trailingZeroBitCount & ~7)
                let mask: UInt64 = (1 << bits) &- 1
                high |= isInFirst ? first & mask : first | second & mask
                return (offset + Int(bits >> 3) + (isInFirst ? 0 : 8), high & 0x8080_8080_8080_8080 == 0)
            }
            high |= first | second
            offset += 16
        }
    }

    /// Sets the top bit of each byte that is a quotation mark, a backslash or a control character. Exact for the lowest one that is set,
    /// which is the one that counts: a subtraction borrows from the bytes above only after it has found one.
    @inline(__always)
    private static func stops(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* UInt64(quote))
        let slashes = word ^ (ones &* UInt64(backslash))
        let found =
            ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes) | ((word &- (ones &* 0x20)) & ~word)
        return found & 0x8080_8080_8080_8080
    }

    /// A string.
    package mutating func string() throws(JSONFault) -> String {
        skipSpace()
        try take(Self.quote)
        let start = position
        let (end, isASCII) = runOfText(from: start)
        guard byte(at: end) == Self.quote else { return try escapedString(from: start, stoppedAt: end) }
        guard isASCII || isValidUTF8(start..<end) else { throw fault(.badUTF8) }
        position = end + 1
        return text(start..<end)
    }

    /// A string, or null.
    package mutating func optionalString() throws(JSONFault) -> String? {
        try takeNull() ? nil : try string()
    }

    /// Strings, or null for none.
    package mutating func optionalStrings() throws(JSONFault) -> [String] {
        try takeNull() ? [] : try list { json throws(JSONFault) in try json.string() }
    }

    /// A string that is likely to come again in this document, such as a plan's id or a department: repeated ones share one storage.
    package mutating func repeatedString() throws(JSONFault) -> String { try cachedString(lowercased: false) }

    /// The same in lower case, for ids that are compared.
    package mutating func repeatedLowercaseString() throws(JSONFault) -> String { try cachedString(lowercased: true) }

    /// A string that is likely to come again, or null.
    package mutating func optionalRepeatedString() throws(JSONFault) -> String? {
        try takeNull() ? nil : try repeatedString()
    }

    private mutating func cachedString(lowercased: Bool) throws(JSONFault) -> String {
        skipSpace()
        let passed = try passString()
        // Up to fifteen bytes stand in the string itself, without a storage to share.
        guard !passed.hasEscapes, passed.range.count > 15 else {
            let text = try text(of: passed)
            return lowercased ? text.lowercased() : text
        }
        let hash = hash(of: passed.range)
        if let known = words.word(hash: hash, lowercased: lowercased), isSame(known.range, passed.range) {
            return known.text
        }
        var text = text(passed.range)
        if lowercased { text = text.lowercased() }
        words.keep(text, range: passed.range, hash: hash, lowercased: lowercased)
        return text
    }

    private func hash(of range: Range<Int>) -> UInt64 {
        // Spreads words that differ in their first or last bytes, as ids do; two that fall together only cost the gain.
        let ends = word(at: range.lowerBound) ^ (word(at: range.upperBound - 8) &* 0x9E37_79B9_7F4A_7C15)
        let product = (ends ^ UInt64(range.count)).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }

    private func isSame(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        var offset = 0
        while offset + 8 <= left.count {
            if word(at: left.lowerBound + offset) != word(at: right.lowerBound + offset) { return false }
            offset += 8
        }
        // The last eight, some of them for the second time: both words have more than fifteen.
        return word(at: left.upperBound - 8) == word(at: right.upperBound - 8)
    }

    /// Walks over a string and checks it.
    package mutating func passString() throws(JSONFault) -> Passed {
        try take(Self.quote)
        let start = position
        var hasEscapes = false
        while true {
            let (end, isASCII) = runOfText(from: position)
            // A character never straddles an escape, so each run is valid or not by itself.
            if !isASCII, !isValidUTF8(position..<end) { throw fault(.badUTF8) }
            position = end
            switch byte(at: end) {
            case Self.quote:
                position = end + 1
                return Passed(range: start..<end, hasEscapes: hasEscapes)
            case Self.backslash:
                hasEscapes = true
                _ = try escapedScalar()
            default:
                throw end < count ? fault(.badString) : fault(.ends)
            }
        }
    }

    /// The text of a string that was walked over.
    package mutating func text(of passed: Passed) throws(JSONFault) -> String {
        guard passed.hasEscapes else { return text(passed.range) }
        let here = position
        position = passed.range.lowerBound
        let text = try escapedString(from: position, stoppedAt: runOfText(from: position).end)
        position = here
        return text
    }

    /// The text of a range that is known to be UTF-8.
    @inline(__always)
    private func text(_ range: Range<Int>) -> String { unsafe String(decoding: bytes(range), as: UTF8.self) }

    private mutating func escapedString(from start: Int, stoppedAt firstStop: Int) throws(JSONFault) -> String {
        scratch.removeAll(keepingCapacity: true)
        var runStart = start
        var end = firstStop
        while true {
            unsafe scratch.append(contentsOf: bytes(runStart..<end))
            position = end
            switch byte(at: end) {
            case Self.quote:
                position = end + 1
                guard let text = String(validating: scratch, as: UTF8.self) else {
                    throw JSONFault(.badUTF8, at: start)
                }
                return text
            case Self.backslash:
                scratch.append(contentsOf: UTF8.encode(try escapedScalar()) ?? UTF8.encodedReplacementCharacter)
            default:
                throw end < count ? fault(.badString) : fault(.ends)
            }
            runStart = position
            end = runOfText(from: runStart).end
        }
    }

    /// Reads an escape, which begins at the next byte.
    private mutating func escapedScalar() throws(JSONFault) -> Unicode.Scalar {
        let escape = byte(at: position + 1)
        position += 2
        switch escape {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "/"): return "/"
        case Self.quote: return "\""
        case Self.backslash: return "\\"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "u"):
            let unit = try hexUnit()
            if let scalar = Unicode.Scalar(unit) { return scalar }
            // One half of a pair: the other one has to follow at once.
            guard unit < 0xDC00, byte(at: position) == Self.backslash, byte(at: position + 1) == UInt8(ascii: "u")
            else {
                throw fault(.badString)
            }
            position += 2
            let low = try hexUnit()
            guard (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + ((UInt32(unit) - 0xD800) << 10) + (UInt32(low) - 0xDC00))
            else { throw fault(.badString) }
            return scalar
        default:
            throw fault(position > count ? .ends : .badString)
        }
    }

    private mutating func hexUnit() throws(JSONFault) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let digit = byte(at: position)
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt16(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt16(digit - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt16(digit - UInt8(ascii: "A") + 10)
            default: throw position < count ? fault(.badString) : fault(.ends)
            }
            position += 1
        }
        return unit
    }

    /// Whether bytes are UTF-8 as Unicode defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
    private func isValidUTF8(_ range: Range<Int>) -> Bool {
        var offset = range.lowerBound
        func isContinuation(_ offset: Int, _ bounds: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            offset < range.upperBound && bounds.contains(byte(at: offset))
        }
        while offset < range.upperBound {
            let first = byte(at: offset)
            switch first {
            case 0..<0x80:
                offset += 1
            case 0xC2...0xDF:
                guard isContinuation(offset + 1) else { return false }
                offset += 2
            case 0xE0...0xEF:
                let bounds: ClosedRange<UInt8> = first == 0xE0 ? 0xA0...0xBF : first == 0xED ? 0x80...0x9F : 0x80...0xBF
                guard isContinuation(offset + 1, bounds), isContinuation(offset + 2) else { return false }
                offset += 3
            case 0xF0...0xF4:
                let bounds: ClosedRange<UInt8> = first == 0xF0 ? 0x90...0xBF : first == 0xF4 ? 0x80...0x8F : 0x80...0xBF
                guard isContinuation(offset + 1, bounds), isContinuation(offset + 2), isContinuation(offset + 3) else {
                    return false
                }
                offset += 4
            default:
                return false
            }
        }
        return true
    }
}
