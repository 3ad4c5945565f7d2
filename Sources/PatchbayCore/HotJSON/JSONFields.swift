/// The members that a type knows, found by their bytes.
@usableFromInline
package struct JSONFields<Key: Sendable>: Sendable {
    @usableFromInline package let keys: [Key]
    @usableFromInline package let table: JSONFieldTable

    /// Takes all keys of a type.
    package init(_ type: Key.Type) where Key: CodingKey & CaseIterable {
        keys = Array(type.allCases)
        table = JSONFieldTable(keys.map(\.stringValue))
    }
}

/// Names of members, looked up without comparing more than one: a multiplier is chosen that gives each its own place.
@usableFromInline
package final class JSONFieldTable: Sendable {
    private struct Name: Equatable {
        /// The first eight bytes, the eight from the ninth, and the last eight; zeros where there are none. Together with the length they are
        /// the whole name up to 24 bytes.
        var first: UInt64 = 0
        var second: UInt64 = 0
        var last: UInt64 = 0
        var length = 0

        @inline(__always)
        func place(_ multiplier: UInt64, _ shift: UInt64) -> Int {
            let mixed = first ^ (last &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(truncatingIfNeeded: length)
            return Int(truncatingIfNeeded: (mixed &* multiplier) >> shift)
        }
    }

    /// Each known name at its place, with its number.
    private let places: [(name: Name, index: Int)]
    private let multiplier: UInt64
    private static let shift: UInt64 = 64 - 7

    /// Makes a table of at most 32 names of 1 to 24 ASCII bytes.
    init(_ texts: [String]) {
        precondition(texts.count <= 32 && texts.allSatisfy { (1...24).contains($0.utf8.count) })
        let names = texts.map(Self.name)
        var multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
        var places: [(Name, Int)] = []
        while places.isEmpty {
            multiplier = multiplier &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            places = Self.places(names, multiplier | 1)
        }
        self.places = places
        self.multiplier = multiplier | 1
    }

    private static func name(_ text: String) -> Name {
        let bytes = Array(text.utf8)
        func word(_ range: Range<Int>) -> UInt64 {
            var word: UInt64 = 0
            for (index, offset) in range.clamped(to: 0..<bytes.count).enumerated() {
                word |= UInt64(bytes[offset]) << UInt64(index * 8)
            }
            return word
        }
        return Name(
            first: word(0..<8), second: bytes.count > 16 ? word(8..<16) : 0,
            last: bytes.count > 8 ? word(bytes.count - 8..<bytes.count) : 0, length: bytes.count)
    }

    /// Each name at its place, or nothing if two fall together.
    private static func places(_ names: [Name], _ multiplier: UInt64) -> [(Name, Int)] {
        var places = [(Name, Int)](repeating: (Name(), -1), count: 1 << Int(64 - shift))
        for (index, name) in names.enumerated() {
            let place = name.place(multiplier, shift)
            guard places[place].1 < 0 else { return [] }
            places[place] = (name, index)
        }
        return places
    }

    /// The number of a name that stands in a document without escapes; -1 if it is not known.
    @inline(__always)
    func index(from start: Int, to end: Int, in bytes: JSONBytes) -> Int {
        var name = Name(length: end &- start)
        name.first = bytes.word(at: start)
        if name.length < 8 {
            name.first &= (1 << UInt64(name.length &* 8)) &- 1
        } else if name.length > 8 {
            name.last = bytes.word(at: end &- 8)
            if name.length > 16 { name.second = bytes.word(at: start &+ 8) }
        }
        return index(of: name)
    }

    /// The number of a name; -1 if it is not known.
    func index(ofName text: String) -> Int {
        (1...24).contains(text.utf8.count) ? index(of: Self.name(text)) : -1
    }

    @inline(__always)
    private func index(of name: Name) -> Int {
        let place = name.place(multiplier, Self.shift)
        // The empty name is at every free place, with the number of none.
        return places[place].name == name ? places[place].index : -1
    }
}
