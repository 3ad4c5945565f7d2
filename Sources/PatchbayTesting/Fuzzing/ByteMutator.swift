package import Foundation

/// Damages bytes in the ways that break parsers: the same seed gives the same damage, so a failure names the seed that repeats it.
package struct ByteMutator: RandomNumberGenerator {
    private var state: UInt64

    /// Makes a mutator of a seed.
    package init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    /// The next number (SplitMix64).
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// What readers of text, JSON, filters and numbers stumble over.
    private static let awkward: [String] = [
        "", "\"", "'", "''", "\\", "\\u0000", "\\uD800", "{", "}", "[", "]", "(", ")", ",", ":", ";", "&", "=", "+",
        "%", "%2", "%00",
        "%FF", "null", "true", "-1", "0", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e999",
        "NaN",
        "1.5", "\n", "\r\n", "\t", "\u{0}", "\u{FEFF}", "é", "e\u{301}", "李", "👩‍👩‍👧", " and ", " or ", " not ", " eq ",
        "/../", "//",
        "$", "@odata.nextLink", "2026-02-30T25:61:61Z", "PT1H", "P", "\u{202E}",
    ]

    /// The bytes with one to four things done to them.
    package mutating func damage(_ bytes: Data, with others: [Data] = []) -> Data {
        var bytes = Array(bytes)
        for _ in 0..<Int.random(in: 1...4, using: &self) { strike(&bytes, others) }
        return Data(bytes)
    }

    /// The text with one to four things done to it.
    package mutating func damage(_ text: String, with others: [String] = []) -> String {
        String(decoding: damage(Data(text.utf8), with: others.map { Data($0.utf8) }), as: UTF8.self)
    }

    private mutating func strike(_ bytes: inout [UInt8], _ others: [Data]) {
        let place = Int.random(in: 0...bytes.count, using: &self)
        let length = Int.random(in: 0...min(16, bytes.count - place), using: &self)
        switch Int.random(in: 0..<8, using: &self) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
        case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &self)
        case 2: bytes.removeSubrange(place..<place + length)
        case 3: bytes.removeSubrange(place...)
        case 4: bytes.insert(contentsOf: Array(bytes[place..<place + length]), at: place)
        case 5:
            guard let other = others.randomElement(using: &self), !other.isEmpty else { return }
            let start = Int.random(in: 0..<other.count, using: &self)
            bytes.replaceSubrange(place..<place + length, with: Array(other.dropFirst(start).prefix(64)))
        default:
            let text = Self.awkward.randomElement(using: &self) ?? ""
            bytes.replaceSubrange(place..<place + length, with: Array(text.utf8))
        }
    }
}
