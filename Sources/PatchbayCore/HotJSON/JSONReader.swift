package import Foundation

/// Reads JSON forwards, straight from the bytes into typed values: no tree, nothing built for members that nobody asked for.
///
/// It is for the bodies that come by the million. It is strict: whatever is not exactly JSON in UTF-8, or not exactly what the type
/// wants, is a ``JSONFault``. Whoever catches one asks the ordinary decoder (see ``WireCoding/decode(_:from:service:operation:)``), so a
/// fault costs time and never an answer.
///
/// A reader is lent for the length of one call (``read(_:limits:_:)``) and cannot be copied, so it cannot outlive the bytes that it
/// looks at. That is what makes it safe though they are reached by a pointer, see ``JSONBytes``.
@usableFromInline
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

    /// The document.
    let bytes: JSONBytes
    let limits: Limits
    /// The next byte.
    var position = 0
    /// How many objects and arrays are open.
    var depth = 0
    /// Whether nothing has been read yet of the innermost open object or array.
    private var isFirst = true
    var words: JSONWordCache
    private var guesses: JSONNameGuesses
    var scratch: [UInt8] = []

    var count: Int { bytes.count }

    private init(_ bytes: UnsafeRawBufferPointer, limits: Limits) throws(JSONFault) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { throw JSONFault(.ends, at: 0) }
        guard bytes.count <= limits.bytes else { throw JSONFault(.size, at: limits.bytes) }
        unsafe self.bytes = JSONBytes(base: base, count: bytes.count)
        words = JSONWordCache(forDocumentOf: bytes.count)
        guesses = JSONNameGuesses(forDocumentOf: bytes.count)
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

    /// A fault at the next byte.
    @usableFromInline
    package func fault(_ reason: JSONFault.Reason) -> JSONFault { JSONFault(reason, at: position) }

    /// A fault for a byte that does not belong where it is.
    func unexpected() -> JSONFault { fault(position < count ? .unexpected : .ends) }

    @inline(__always)
    mutating func skipSpace() {
        // Services send compact documents, so there is hardly ever any.
        if bytes.byte(at: position) <= 0x20 { skipSomeSpace() }
    }

    @inline(never)
    private mutating func skipSomeSpace() {
        while position < count {
            switch bytes.byte(at: position) {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    @inline(__always)
    mutating func take(_ expected: UInt8) throws(JSONFault) {
        guard bytes.byte(at: position) == expected, expected != 0 else { throw unexpected() }
        position &+= 1
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
        let next = bytes.byte(at: position)
        if next == UInt8(ascii: ","), !isFirst {
            position &+= 1
            skipSpace()
            // A comma that nothing follows.
            guard bytes.byte(at: position) != bracket else { throw unexpected() }
            return true
        }
        if next == bracket {
            position &+= 1
            depth &-= 1
            isFirst = false
            return false
        }
        guard isFirst else { throw unexpected() }
        isFirst = false
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

    /// Begins an object whose members are looked up in a table.
    ///
    /// - Returns: what to hand to ``nextMember(in:_:)``.
    @usableFromInline
    package mutating func beginObject(of table: JSONFieldTable) throws(JSONFault) -> Int {
        try open(UInt8(ascii: "{"))
        return guesses.start(of: table)
    }

    /// Goes to the value of the next member that the table knows; others are skipped, which checks them all the same.
    ///
    /// - Parameter guess: what ``beginObject(of:)`` returned; it is kept up to date.
    /// - Returns: the member's number in the table; -1 at the end of the object.
    @usableFromInline
    package mutating func nextMember(in table: JSONFieldTable, _ guess: inout Int) throws(JSONFault) -> Int {
        while true {
            let start = position
            if guess >= 0, bytes.byte(at: start) != UInt8(ascii: "}") {
                let (length, member) = guesses.follow(&guess, at: start, in: bytes)
                if length > 0 {
                    position = start &+ length
                    isFirst = false
                    skipSpace()
                    if member >= 0 { return member }
                    try skip()
                    continue
                }
            }
            guard try advance(until: UInt8(ascii: "}")) else { return -1 }
            let member = try memberName(in: table)
            skipSpace()
            try take(UInt8(ascii: ":"))
            if guess >= 0 { guesses.learn(&guess, from: start, to: position, member: member, in: bytes) }
            skipSpace()
            if member >= 0 { return member }
            try skip()
        }
    }

    /// Reads the name of a member.
    ///
    /// - Returns: its number in the table; -1 if the table does not know it.
    @inline(__always)
    private mutating func memberName(in table: JSONFieldTable) throws(JSONFault) -> Int {
        let bytes = bytes
        let start = position &+ 1
        let run = bytes.run(from: start)
        guard run.isASCII, bytes.byte(at: run.end) == Self.quote, bytes.byte(at: start &- 1) == Self.quote else {
            return table.index(ofName: try string())
        }
        position = run.end &+ 1
        return table.index(from: start, to: run.end, in: bytes)
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
        var members = Members(guess: try beginObject(of: fields.table))
        while let key = try nextKey(of: fields, &members) { try member(key, &self) }
    }

    /// How far a reader is with the members of an object.
    @usableFromInline
    package struct Members {
        @usableFromInline var guess: Int
        /// A bit for each known member that has come.
        @usableFromInline var seen: UInt64 = 0

        /// Before the first member. Takes what ``beginObject(of:)`` returned.
        @inlinable
        package init(guess: Int) { self.guess = guess }
    }

    /// Goes to the value of the next known member. For the smallest objects, where ``object(_:_:)`` would take longer than what it calls.
    ///
    /// - Returns: the member; `nil` at the end of the object.
    @inlinable
    package mutating func nextKey<Key>(
        of fields: JSONFields<Key>, _ members: inout Members
    ) throws(JSONFault) -> Key? {
        let index = try nextMember(in: fields.table, &members.guess)
        guard index >= 0 else { return nil }
        // Which of two would count is a question for the ordinary decoder.
        let bit: UInt64 = 1 << UInt64(index)
        guard members.seen & bit == 0 else { throw fault(.repeated) }
        members.seen |= bit
        return fields.keys[index]
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
        JSONReader(bytes, limits: limits, position: min(max(offset, 0), count))
    }

    private init(_ bytes: JSONBytes, limits: Limits, position: Int) {
        self.bytes = bytes
        words = JSONWordCache(forDocumentOf: bytes.count)
        guesses = JSONNameGuesses(forDocumentOf: bytes.count)
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
            if elements.isEmpty { elements.reserveCapacity(isMost ? 1 : 4) }
            elements.append(try element(&self))
            if isMost, elements.count == 1 { elements.reserveCapacity(likelyCount(ofLength: offset - start)) }
        }
        return elements
    }

    /// Reads an array of values that are filled in place, since moving large ones about takes longer than reading them.
    ///
    /// - Parameters:
    ///   - isMost: whether the array is most of the document.
    ///   - make: makes an element that nothing has been read into.
    ///   - fill: reads exactly one value into it.
    @inlinable
    package mutating func list<Element>(
        isMost: Bool, filling make: () -> Element,
        _ fill: (inout Element, inout JSONReader) throws(JSONFault) -> Void
    ) throws(JSONFault) -> [Element] {
        try beginArray()
        var elements: [Element] = []
        while try nextElement() {
            let start = offset
            elements.append(make())
            try fill(&elements[elements.count - 1], &self)
            if isMost, elements.count == 1 { elements.reserveCapacity(likelyCount(ofLength: offset - start)) }
        }
        return elements
    }

    @usableFromInline
    func likelyCount(ofLength length: Int) -> Int {
        // Never much more than a page has, whatever a first element promises.
        min(4096, 4 + (count - position) / max(length, 8))
    }
}
