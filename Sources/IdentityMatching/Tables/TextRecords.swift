/// Records of texts, written one after the other into a few large pieces of memory.
///
/// A text takes its bytes and one or two more; a `String` of more than fifteen bytes takes fifty more and an allocation of its own. A text that
/// is the same as the one before it in its record, as a mail address is the same as the sign-in name, takes one.
struct TextRecords: Sendable {
    /// So many records are kept together. A new piece is begun for the next ones, so that nothing large is ever moved.
    private static let bits = 10

    private struct Piece: Sendable {
        var bytes: [UInt8] = []
        /// Where each record begins.
        var starts: [UInt32] = []
    }

    private var pieces: [Piece] = []
    private(set) var count = 0
    /// The text written last in the open record.
    private var last = 0..<0

    // MARK: Writing

    /// Begins the next record.
    mutating func begin() {
        if count & ((1 << Self.bits) - 1) == 0 {
            var piece = Piece()
            piece.starts.reserveCapacity(1 << Self.bits)
            // The pieces of a directory are much alike.
            if let known = pieces.last { piece.bytes.reserveCapacity(known.bytes.count + known.bytes.count / 16) }
            pieces.append(piece)
        }
        pieces[pieces.count - 1].starts.append(UInt32(pieces[pieces.count - 1].bytes.count))
        count += 1
        last = 0..<0
    }

    /// Writes a text, or that there is none.
    mutating func add(_ text: String?) {
        guard let text else { return add(0) }
        let isDone: Void? = unsafe text.utf8.withContiguousStorageIfAvailable {
            unsafe add(bytes: UnsafeRawBufferPointer($0))
        }
        guard isDone == nil else { return }
        unsafe Array(text.utf8).withUnsafeBytes { unsafe add(bytes: $0) }
    }

    private mutating func add(bytes: UnsafeRawBufferPointer) {
        let piece = pieces.count - 1
        if unsafe bytes.count > 0 && bytes.count == last.count && pieces[piece].bytes[last].elementsEqual(bytes) {
            return add(1)
        }
        add(bytes.count + 2)
        let start = pieces[piece].bytes.count
        unsafe pieces[piece].bytes.append(contentsOf: bytes)
        last = start..<pieces[piece].bytes.count
    }

    /// Writes a number, seven bits to a byte, the lowest first.
    mutating func add(_ number: Int) {
        var rest = UInt(number)
        while rest > 0x7F {
            pieces[pieces.count - 1].bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        pieces[pieces.count - 1].bytes.append(UInt8(rest))
    }

    // MARK: Reading

    /// Reads a record from its beginning: exactly what was written, in the same order. The reader is only valid during the call.
    @inline(__always)
    func read<Value>(_ row: Int, _ body: (inout Reader) -> Value) -> Value {
        let piece = row >> Self.bits
        let start = pieces[piece].starts[row & ((1 << Self.bits) - 1)]
        return unsafe pieces[piece].bytes.withUnsafeBytes { bytes in
            var reader = unsafe Reader(bytes: bytes, offset: Int(start))
            return body(&reader)
        }
    }

    /// Goes through a record.
    @safe
    struct Reader {
        private let bytes: UnsafeRawBufferPointer
        private var offset: Int
        private var last = 0..<0

        init(bytes: UnsafeRawBufferPointer, offset: Int) {
            unsafe self.bytes = bytes
            self.offset = offset
        }

        /// A number.
        @inline(__always)
        mutating func number() -> Int {
            var number: UInt = 0
            var shift: UInt = 0
            while true {
                let byte = unsafe bytes[offset]
                offset += 1
                number |= UInt(byte & 0x7F) << shift
                if byte < 0x80 { return Int(number) }
                shift += 7
            }
        }

        /// The bytes of a text; `nil` for none.
        @inline(__always)
        mutating func bytesOfText() -> UnsafeRawBufferPointer? {
            let length = number() - 2
            if length == -2 { return nil }
            if length >= 0 {
                last = offset..<offset + length
                offset += length
            }
            return unsafe UnsafeRawBufferPointer(rebasing: bytes[last])
        }

        /// A text; `nil` for none.
        mutating func text() -> String? {
            unsafe bytesOfText().map { unsafe String(decoding: $0, as: UTF8.self) }
        }
    }
}

/// A directory kept in ``TextRecords``.
protocol RecordTable: RandomAccessCollection where Index == Int {
    init()
    mutating func append(_ element: Element)
    /// Lends the bytes of a row's id.
    func withID<Value>(of row: Int, _ body: (UnsafeRawBufferPointer) -> Value) -> Value
}
