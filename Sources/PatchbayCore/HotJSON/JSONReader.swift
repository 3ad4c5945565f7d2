package import Foundation

/// Reads JSON forwards, straight from the bytes into typed values: no tree, nothing built for members that nobody asked for.
///
/// It is for the bodies that come by the million. It is strict: whatever is not exactly JSON in UTF-8, or not exactly what the type
/// wants, is a ``JSONFault``. Whoever catches one asks the ordinary decoder (see ``WireCoding/decode(_:from:service:operation:)``), so a
/// fault costs time and never an answer.
///
/// A reader is lent for the length of one call (``read(_:limits:_:)``) and cannot be copied, so it cannot outlive the bytes that it
/// points to. That is what makes it safe though it holds a pointer: ``byte(at:)`` and ``word(at:)`` are the only places that follow
/// it to read, both check the bounds, and every other access is by a range that they have walked over.
@safe @usableFromInline
package struct JSONReader: ~Copyable {
    /// How much a document may demand.
    package struct Limits: Hashable, Sendable {
        /// How deeply objects and arrays may be nested; at most 64.
        package var depth: Int
        /// How many bytes the document may have; at most what 32 bits count.
        package var bytes: Int

        /// Makes limits.
        package init(depth: Int = 64, bytes: Int = Int(Int32.max)) {
            self.depth = min(depth, 64)
            self.bytes = min(bytes, Int(Int32.max))
        }
    }

    /// The document. Valid as long as the call of `read` that made this reader.
    let base: UnsafeRawPointer
    let count: Int
    /// Behind the last offset at which a whole word begins.
    private let wordsEnd: UInt
    let limits: Limits
    /// The next byte.
    var position = 0
    /// How many objects and arrays are open.
    var depth = 0
    /// Whether nothing has been read yet of the innermost open object or array.
    private var isFirst = true
    var words = JSONWordCache()
    var scratch: [UInt8] = []

    private init(_ bytes: UnsafeRawBufferPointer, limits: Limits) throws(JSONFault) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { throw JSONFault(.ends, at: 0) }
        guard bytes.count <= limits.bytes else { throw JSONFault(.size, at: limits.bytes) }
        unsafe self.base = base
        count = bytes.count
        wordsEnd = UInt(max(0, bytes.count - 7))
        self.limits = limits
    }

    /// Reads a whole document.
    ///
    /// - Parameters:
    ///   - data: the document; nothing but white space may follow the value that `body` reads.
    ///   - limits: how much it may demand.
    ///   - body: reads exactly one value.
    package static func read<Value>(
        _ data: Data, limits: Limits = Limits(), _ body: (inout JSONReader) throws(JSONFault) -> Value
    ) throws(JSONFault) -> Value {
        let result = unsafe data.withUnsafeBytes { bytes -> Result<Value, JSONFault> in
            do throws(JSONFault) {
                var reader = unsafe try JSONReader(bytes, limits: limits)
                let value = try body(&reader)
                reader.skipSpace()
                guard reader.position == reader.count else { throw reader.fault(.trailing) }
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    // MARK: Bytes

    /// A byte; zero, which is nothing in JSON, beyond the end.
    @inline(__always)
    func byte(at offset: Int) -> UInt8 {
        // One comparison for both ends: a negative offset is a very large one.
        guard UInt(bitPattern: offset) < UInt(bitPattern: count) else { return 0 }
        // Inside the document, by the line above.
        return unsafe base.load(fromByteOffset: offset, as: UInt8.self)
    }

    /// Eight bytes, the first one lowest; zeros beyond the end.
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        if UInt(bitPattern: offset) < wordsEnd {
            // Inside the document, by the line above; every pattern of bits is a number.
            return unsafe UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        return lastWord(at: offset)
    }

    private func lastWord(at offset: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in 0..<8 { word |= UInt64(byte(at: offset + index)) << UInt64(index * 8) }
        return word
    }

    /// The bytes of a range that has been read.
    func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
    }

    /// A fault at the next byte.
    @usableFromInline
    package func fault(_ reason: JSONFault.Reason) -> JSONFault { JSONFault(reason, at: position) }

    /// A fault for a byte that does not belong where it is.
    func unexpected() -> JSONFault { fault(position < count ? .unexpected : .ends) }

    @inline(__always)
    mutating func skipSpace() {
        // Services send compact documents, so there is hardly ever any.
        while position < count {
            switch byte(at: position) {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    @inline(__always)
    mutating func take(_ expected: UInt8) throws(JSONFault) {
        guard byte(at: position) == expected, expected != 0 else { throw unexpected() }
        position += 1
    }

    // MARK: Structure

    @inline(__always)
    mutating func open(_ bracket: UInt8) throws(JSONFault) {
        skipSpace()
        try take(bracket)
        depth += 1
        guard depth <= limits.depth else { throw fault(.depth) }
        isFirst = true
    }

    /// Goes to the next member or element of what is open.
    ///
    /// - Returns: whether there is one; if not, the object or array is closed.
    @inline(__always)
    mutating func advance(until bracket: UInt8) throws(JSONFault) -> Bool {
        skipSpace()
        let next = byte(at: position)
        if next == bracket {
            position += 1
            depth -= 1
            isFirst = false
            return false
        }
        if isFirst {
            isFirst = false
        } else {
            try take(UInt8(ascii: ","))
            skipSpace()
            // A comma that nothing follows.
            guard byte(at: position) != bracket else { throw unexpected() }
        }
        return true
    }

    /// Begins an object.
    @usableFromInline
    package mutating func beginObject() throws(JSONFault) { try open(UInt8(ascii: "{")) }

    /// Begins an array.
    @usableFromInline
    package mutating func beginArray() throws(JSONFault) { try open(UInt8(ascii: "[")) }

    /// Goes to the next element.
    ///
    /// - Returns: whether there is one.
    @usableFromInline
    package mutating func nextElement() throws(JSONFault) -> Bool { try advance(until: UInt8(ascii: "]")) }

    /// Goes to the value of the next member that the table knows; others are skipped, which checks them all the same.
    ///
    /// - Returns: the member's number in the table; -1 at the end of the object.
    @usableFromInline
    package mutating func nextMember(in table: JSONFieldTable) throws(JSONFault) -> Int {
        while try advance(until: UInt8(ascii: "}")) {
            let start = position
            let text = try passString()
            var index = -1
            if text.hasEscapes {
                position = start
                index = table.index(ofName: try string())
            } else {
                index = table.index(of: text.range, in: self)
            }
            skipSpace()
            try take(UInt8(ascii: ":"))
            skipSpace()
            if index >= 0 { return index }
            try skip()
        }
        return -1
    }

    /// Reads an object: calls `member` at the value of every known member.
    ///
    /// - Parameters:
    ///   - fields: the known members.
    ///   - member: reads exactly one value.
    @inlinable
    package mutating func object<Key>(
        _ fields: JSONFields<Key>, _ member: (Key, inout JSONReader) throws(JSONFault) -> Void
    ) throws(JSONFault) {
        try beginObject()
        var seen: UInt64 = 0
        while true {
            let index = try nextMember(in: fields.table)
            guard index >= 0 else { return }
            // Which of two would count is a question for the ordinary decoder.
            let bit: UInt64 = 1 << UInt64(index)
            guard seen & bit == 0 else { throw fault(.repeated) }
            seen |= bit
            try member(fields.keys[index], &self)
        }
    }

    /// Reads an object of a few members, whose names nobody knows beforehand.
    ///
    /// - Parameter member: reads exactly one value.
    package mutating func members(
        _ member: (String, inout JSONReader) throws(JSONFault) -> Void
    ) throws(JSONFault) {
        try beginObject()
        var seen: [String] = []
        while try advance(until: UInt8(ascii: "}")) {
            let name = try repeatedString()
            // Looked for one by one, so only a few.
            guard seen.count < 64, !seen.contains(name) else { throw fault(.repeated) }
            seen.append(name)
            skipSpace()
            try take(UInt8(ascii: ":"))
            try member(name, &self)
        }
    }

    // MARK: Reading again

    /// A place in the document to go back to.
    package struct Mark {
        let position: Int
        let depth: Int
    }

    /// This place. Take it where a value begins.
    package var mark: Mark { Mark(position: position, depth: depth) }

    /// Goes back to read a value again.
    package mutating func goBack(to mark: Mark) {
        position = mark.position
        depth = mark.depth
    }

    /// Another reader of the same bytes, which begins at a value that this one has walked over. Like this one, it must not be kept beyond the
    /// call that lends this one.
    package func reader(at offset: Int) -> JSONReader {
        unsafe JSONReader(base: base, count: count, limits: limits, position: min(max(offset, 0), count))
    }

    private init(base: UnsafeRawPointer, count: Int, limits: Limits, position: Int) {
        unsafe self.base = base
        self.count = count
        wordsEnd = UInt(max(0, count - 7))
        self.limits = limits
        self.position = position
    }

    /// Where the next value begins.
    @usableFromInline
    package var offset: Int { position }

    /// Goes on behind a value that another reader has walked over from this one's place.
    package mutating func goOn(after other: Int) {
        position = min(max(other, position), count)
        isFirst = false
    }

    // MARK: Arrays

    /// Reads an array.
    ///
    /// - Parameters:
    ///   - isMost: whether the array is most of the document. Then room is made at once for as many elements as the rest of the document
    ///     would hold of the first one's length, instead of moving them about as the array grows.
    ///   - element: reads exactly one value.
    @inlinable
    package mutating func list<Element>(
        isMost: Bool = false, _ element: (inout JSONReader) throws(JSONFault) -> Element
    ) throws(JSONFault) -> [Element] {
        try beginArray()
        var elements: [Element] = []
        while try nextElement() {
            let start = offset
            let next = try element(&self)
            if elements.isEmpty { elements.reserveCapacity(isMost ? likelyCount(ofLength: offset - start) : 4) }
            elements.append(next)
        }
        return elements
    }

    @usableFromInline
    func likelyCount(ofLength length: Int) -> Int {
        // Never much more than a page has, whatever a first element promises.
        min(4096, 4 + (count - position) / max(length, 8))
    }
}
