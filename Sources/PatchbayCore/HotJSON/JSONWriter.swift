package import Foundation

/// Writes JSON piece by piece, for the few documents that are sent by the thousand. The caller sees to their shape.
package struct JSONWriter {
    private var bytes: [UInt8] = []

    /// Makes a writer with room for so many bytes.
    package init(capacity: Int) { bytes.reserveCapacity(capacity) }

    /// The document so far.
    package var data: Data { Data(bytes) }

    /// Adds a piece that is JSON already.
    package mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Adds a value that is JSON already.
    package mutating func raw(_ value: Data) { bytes.append(contentsOf: value) }

    /// Adds a string.
    package mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        // Hardly any string has something in it that must be escaped.
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        if isPlain { bytes.append(contentsOf: text.utf8) } else { escaped(text) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escaped(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                raw("\\u00")
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 0xF)])
            default:
                bytes.append(byte)
            }
        }
    }
}
