import Foundation

/// Compressed bodies for the loopback server, in the simplest forms that RFC 1951 and RFC 1952 allow.
enum GzipSample {
    /// What `/gzip` says once it is inflated.
    static let text = Data("It was packed, and now it is not. — Größe".utf8)

    /// Bytes in one block without compression.
    static func stored(_ bytes: Data) -> Data {
        let length = UInt16(bytes.count)
        let block = Data([1]) + littleEndian(length) + littleEndian(~length) + bytes
        return member(block, checksum: checksum(of: bytes), length: bytes.count)
    }

    /// So many zeros (at least 259) in one block of repeats, about a 158th of their size: 258 more of the byte before, again and again.
    static func zeros(_ count: Int) -> Data {
        var block = BitWriter()
        block.append(0b011, bits: 3)  // the last block, with the fixed code
        block.appendCode(0b0011_0000, bits: 8)  // one zero
        var left = count - 1
        while left >= 258 {
            block.appendCode(0b1100_0101, bits: 8)  // repeat 258 …
            block.appendCode(0, bits: 5)  // … from one byte back
            left -= 258
        }
        for _ in 0..<left { block.appendCode(0b0011_0000, bits: 8) }
        block.appendCode(0, bits: 7)  // end of block
        return member(block.finished(), checksum: checksum(of: repeatElement(0, count: count)), length: count)
    }

    private static func member(_ block: Data, checksum: UInt32, length: Int) -> Data {
        Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]) + block + littleEndian(checksum)
            + littleEndian(UInt32(truncatingIfNeeded: length))
    }

    private static func littleEndian(_ number: some FixedWidthInteger) -> Data {
        Data((0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) })
    }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    private static func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
    }

    /// Packs bits from the lowest up.
    private struct BitWriter {
        private var bytes = Data()
        private var current: UInt8 = 0
        private var filled = 0

        mutating func append(_ value: Int, bits: Int) {
            for bit in 0..<bits {
                current |= UInt8((value >> bit) & 1) << filled
                filled += 1
                if filled == 8 { flush() }
            }
        }

        /// Code words go in with their highest bit first.
        mutating func appendCode(_ value: Int, bits: Int) {
            for bit in (0..<bits).reversed() { append((value >> bit) & 1, bits: 1) }
        }

        mutating func finished() -> Data {
            if filled > 0 { flush() }
            return bytes
        }

        private mutating func flush() {
            bytes.append(current)
            current = 0
            filled = 0
        }
    }
}
