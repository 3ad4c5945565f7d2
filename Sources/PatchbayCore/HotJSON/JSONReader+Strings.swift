import Foundation

/// Strings: found sixteen bytes at a time, checked, and made only when asked for.
extension JSONReader {
    /// A string that was walked over.
    package struct Passed: Hashable, Sendable {
        /// Where its bytes begin, behind the quotation mark.
        package let start: Int
        /// Where they end, at the other one.
        package let end: Int
        /// Whether there are escapes among them.
        package let hasEscapes: Bool
        /// Whether all of them are ASCII.
        let isASCII: Bool

        var count: Int { end &- start }
    }

    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")

    // MARK: Walking over them

    /// Walks over a string and checks it.
    package mutating func passString() throws(JSONFault) -> Passed {
        let bytes = bytes
        let start = position &+ 1
        let run = bytes.run(from: start)
        if run.isASCII, bytes.byte(at: run.end) == Self.quote, bytes.byte(at: start &- 1) == Self.quote {
            position = run.end &+ 1
            return Passed(start: start, end: run.end, hasEscapes: false, isASCII: true)
        }
        return try passUnusualString()
    }

    /// The same for a string that has more than ASCII in it, or escapes, or is none.
    @inline(never)
    private mutating func passUnusualString() throws(JSONFault) -> Passed {
        try take(Self.quote)
        let start = position
        var hasEscapes = false
        while true {
            let run = bytes.run(from: position)
            // A character never straddles an escape, so each run is valid or not by itself.
            if !run.isASCII, !bytes.isUTF8(from: position, to: run.end) { throw fault(.badUTF8) }
            position = run.end
            switch bytes.byte(at: run.end) {
            case Self.quote:
                position = run.end + 1
                return Passed(start: start, end: run.end, hasEscapes: hasEscapes, isASCII: false)
            case Self.backslash:
                hasEscapes = true
                _ = try escapedScalar()
            default:
                throw run.end < count ? fault(.badString) : fault(.ends)
            }
        }
    }

    // MARK: Reading them

    /// A string.
    package mutating func string() throws(JSONFault) -> String {
        skipSpace()
        return try text(of: try passString())
    }

    /// A string, or null.
    package mutating func optionalString() throws(JSONFault) -> String? {
        try takeNull() ? nil : try string()
    }

    /// A string, or null. If it is the same as another one that has been read, the two share one storage.
    package mutating func optionalString(sharing other: String?) throws(JSONFault) -> String? {
        guard try !takeNull() else { return nil }
        let passed = try passString()
        if let other, !passed.hasEscapes, isSame(passed, other) { return other }
        return try text(of: passed)
    }

    /// Strings, or null for none.
    package mutating func optionalStrings() throws(JSONFault) -> [String] {
        try takeNull() ? [] : try list { json throws(JSONFault) in try json.string() }
    }

    /// The text of a string that was walked over.
    @inline(__always)
    package mutating func text(of passed: Passed) throws(JSONFault) -> String {
        passed.hasEscapes ? try unescapedText(of: passed) : plainText(of: passed)
    }

    @inline(__always)
    private func plainText(of passed: Passed) -> String {
        let bytes = unsafe bytes.slice(passed.start, passed.end)
        if #available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, *) {
            // It has been checked, so not for a second time.
            let characters = unsafe UTF8Span(
                unchecked: bytes.bindMemory(to: UInt8.self).span, isKnownASCII: passed.isASCII)
            return String(copying: characters)
        }
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    private func isSame(_ passed: Passed, _ other: String) -> Bool {
        var other = other
        guard other.utf8.count == passed.count else { return false }
        let bytes = unsafe bytes.slice(passed.start, passed.end)
        return other.withUTF8 { other in
            guard let left = bytes.baseAddress, let right = other.baseAddress else { return true }
            return unsafe memcmp(left, right, bytes.count) == 0
        }
    }

    @inline(never)
    private mutating func unescapedText(of passed: Passed) throws(JSONFault) -> String {
        let here = position
        position = passed.start
        scratch.removeAll(keepingCapacity: true)
        while position < passed.end {
            let run = bytes.run(from: position)
            unsafe scratch.append(contentsOf: bytes.slice(position, run.end))
            position = run.end
            guard position < passed.end else { break }
            scratch.append(contentsOf: UTF8.encode(try escapedScalar()) ?? UTF8.encodedReplacementCharacter)
        }
        position = here
        guard let text = String(validating: scratch, as: UTF8.self) else { throw JSONFault(.badUTF8, at: passed.start) }
        return text
    }

    // MARK: Words that come again

    /// A string that is likely to come again in this document, such as a plan's id or a department: repeated ones share one storage.
    package mutating func repeatedString() throws(JSONFault) -> String {
        skipSpace()
        let passed = try passString()
        guard !passed.hasEscapes, let key = words.key(of: passed, in: bytes) else { return try text(of: passed) }
        if let known = words.text(for: key, in: bytes) { return known }
        let text = plainText(of: passed)
        words.keep(text, for: key)
        return text
    }

    /// The same in lower case, for ids that are compared.
    package mutating func repeatedLowercaseString() throws(JSONFault) -> String {
        skipSpace()
        let passed = try passString()
        guard !passed.hasEscapes, let key = words.key(of: passed, in: bytes, lowercased: true) else {
            return try text(of: passed).lowercased()
        }
        if let known = words.text(for: key, in: bytes) { return known }
        let text = plainText(of: passed).lowercased()
        words.keep(text, for: key)
        return text
    }

    /// A string that is likely to come again, or null.
    package mutating func optionalRepeatedString() throws(JSONFault) -> String? {
        try takeNull() ? nil : try repeatedString()
    }

    // MARK: Escapes

    /// Reads an escape, which begins at the next byte.
    private mutating func escapedScalar() throws(JSONFault) -> Unicode.Scalar {
        let escape = bytes.byte(at: position + 1)
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
            guard unit < 0xDC00, bytes.byte(at: position) == Self.backslash,
                bytes.byte(at: position + 1) == UInt8(ascii: "u")
            else { throw fault(.badString) }
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
            let digit = bytes.byte(at: position)
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
}
