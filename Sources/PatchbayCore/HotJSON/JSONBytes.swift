/// The bytes of a document, looked at but never past their ends.
///
/// ``byte(at:)``, ``word(at:)`` and ``pair(at:)`` are the only places that follow the pointer to read; all check the bounds. A value of its own,
/// apart from the reader that moves on, so that a loop over it keeps what it needs in registers.
@safe
struct JSONBytes {
    /// Valid as long as the call of ``JSONReader/read(_:limits:_:)`` that made the reader.
    private let base: UnsafeRawPointer
    /// How many there are.
    let count: Int
    /// Behind the last offset at which two whole words begin.
    private let pairsEnd: UInt

    init(base: UnsafeRawPointer, count: Int) {
        unsafe self.base = base
        self.count = count
        pairsEnd = UInt(max(0, count - 15))
    }

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
        guard UInt(bitPattern: offset) < pairsEnd else { return lastWord(at: offset) }
        // Inside the document, by the line above; every pattern of bits is a number.
        return unsafe UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Sixteen bytes as two words, the first byte lowest; zeros beyond the end.
    @inline(__always)
    func pair(at offset: Int) -> (UInt64, UInt64) {
        guard UInt(bitPattern: offset) < pairsEnd else { return (lastWord(at: offset), lastWord(at: offset &+ 8)) }
        // Inside the document, by the line above.
        return unsafe (
            UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
            UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self))
        )
    }

    @inline(never)
    private func lastWord(at offset: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in 0..<8 { word |= UInt64(byte(at: offset &+ index)) << UInt64(index * 8) }
        return word
    }

    /// The bytes of a range that has been read.
    @inline(__always)
    func slice(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
        precondition(start >= 0 && start <= end && end <= count)
        return unsafe UnsafeRawBufferPointer(start: base + start, count: end &- start)
    }

    // MARK: Runs of text

    /// Where a run of ordinary characters ends.
    struct Run {
        /// The quotation mark, backslash or control character behind it, or the end of the document.
        let end: Int
        /// Whether all of its characters are ASCII.
        let isASCII: Bool
    }

    /// Goes over ordinary characters.
    @inline(__always)
    func run(from start: Int) -> Run {
        var offset = start
        var high: UInt64 = 0
        while true {
            // Two words at a time: most strings are then found the end of in the first or second turn, which a processor guesses well.
            let (first, second) = pair(at: offset)
            let (firstStops, secondStops) = (Self.stops(in: first), Self.stops(in: second))
            if firstStops | secondStops != 0 {
                let isInFirst = firstStops != 0
                // The stop itself is ASCII, so it may be looked at with the bytes before it; what follows may not.
                let stops = isInFirst ? firstStops : secondStops
                let before = stops ^ (stops &- 1)
                high |= isInFirst ? first & before : first | (second & before)
                let end = offset &+ (isInFirst ? 0 : 8) &+ (stops.trailingZeroBitCount >> 3)
                return Run(end: end, isASCII: high & 0x8080_8080_8080_8080 == 0)
            }
            high |= first | second
            offset &+= 16
        }
    }

    /// Sets the top bit of each byte that is a quotation mark, a backslash or a control character. Exact for the lowest one that is set,
    /// which is the one that counts: a subtraction borrows from the bytes above only after it has found one.
    @inline(__always)
    private static func stops(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // Turning over one bit makes 0x20 of a quotation mark and keeps control characters below that, so one subtraction finds both.
        let quotesAndControls = (word ^ (ones &* 0x02)) &- (ones &* 0x21)
        let backslashes = (word ^ (ones &* UInt64(UInt8(ascii: "\\")))) &- ones
        return (quotesAndControls | backslashes) & ~word & (ones &* 0x80)
    }

    /// Whether bytes are UTF-8 as Unicode defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
    func isUTF8(from start: Int, to end: Int) -> Bool {
        var offset = start
        func isContinuation(_ offset: Int, _ bounds: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            offset < end && bounds.contains(byte(at: offset))
        }
        while offset < end {
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
