/// Finds the rows of a table by address, in bounded memory and without making strings.
///
/// Open addressing over one array of slots; the folded bytes of all keys stand one after the other in a second. A look-up
/// folds the address on the stack, walks the slots and compares bytes: no allocation, no reference counting. A dictionary of
/// lowercased strings does the same work several times slower and in twice the memory.
///
/// Rows and offsets are 32 bits wide: enough for two thousand million rows and 4 GB of addresses.
struct AddressIndex: Sendable {
    /// The rows found under one key. Nearly always none or one.
    struct Rows: Sendable {
        /// The row inserted first, or -1 for none.
        let first: Int32
        /// The rows inserted under the same key later, in that order.
        let others: [Int32]

        @inline(__always)
        var isEmpty: Bool { first < 0 }

        /// All rows, in the order of insertion.
        var all: [Int32] { isEmpty ? [] : [first] + others }
    }

    /// How keys are compared.
    let comparison: AddressKey.Comparison
    /// The bits of the hash that are used. Fewer than all make keys collide, which only a test wants.
    private let hashMask: UInt32

    /// The hash in the upper half, the number of the key plus one in the lower; zero is a free slot.
    private var slots: [UInt64]
    /// Where each key begins in `bytes`; one more element than keys.
    private var starts: [UInt32] = [0]
    private var bytes: [UInt8] = []
    /// The first row of each key.
    private var firstRows: [Int32] = []
    /// Further rows, only of keys that have several.
    private var furtherRows: [Int32: [Int32]] = [:]

    /// Makes an empty index.
    ///
    /// - Parameters:
    ///   - capacity: how many keys to make room for at once.
    ///   - byteCapacity: how many bytes all keys together will take, if known; memory then grows in one step.
    ///   - comparison: how keys are compared.
    ///   - hashMask: the bits of the hash to use.
    init(
        capacity: Int = 0, byteCapacity: Int = 0, comparing comparison: AddressKey.Comparison = .address,
        hashMask: UInt32 = .max
    ) {
        self.comparison = comparison
        self.hashMask = hashMask
        slots = Array(repeating: 0, count: Self.slotCount(forKeys: capacity))
        starts.reserveCapacity(capacity + 1)
        firstRows.reserveCapacity(capacity)
        bytes.reserveCapacity(byteCapacity)
    }

    /// How many different keys there are.
    var count: Int { firstRows.count }

    /// Adds a row under a key. A key may have any number of rows; an empty address is no key and adds nothing.
    mutating func insert(_ key: String, row: Int) {
        _ = unsafe AddressKey.withKey(of: key, comparing: comparison) { key, hash in
            unsafe insert(key, hash: hash, row: row)
        }
    }

    /// The same for a key that is there as UTF-8.
    @inline(__always)
    mutating func insert(bytes key: UnsafeRawBufferPointer, row: Int) {
        _ = unsafe AddressKey.withKey(of: key, comparing: comparison) { key, hash in
            unsafe insert(key, hash: hash, row: row)
        }
    }

    private mutating func insert(_ key: UnsafeRawBufferPointer, hash: UInt32, row: Int) {
        if (count + 1) * 2 > slots.count { grow() }
        let row = Int32(row)
        let hash = hash & hashMask
        switch unsafe find(key, hash: hash) {
        case .key(let number):
            furtherRows[Int32(number), default: []].append(row)
        case .free(let slot):
            slots[slot] = UInt64(hash) << 32 | UInt64(count + 1)
            unsafe bytes.append(contentsOf: key)
            starts.append(UInt32(bytes.count))
            firstRows.append(row)
        }
    }

    /// The rows under a key, of whose text the first bytes can be left out.
    @inline(__always)
    func rows(for key: String, after prefix: Int = 0) -> Rows {
        unsafe rows(
            ofKey: AddressKey.withKey(of: key, after: prefix, comparing: comparison) { key, hash -> Int in
                unsafe number(of: key, hash: hash)
            })
    }

    /// The same for a key that is there as UTF-8.
    @inline(__always)
    func rows(forBytes key: UnsafeRawBufferPointer, after prefix: Int = 0) -> Rows {
        unsafe rows(
            ofKey: AddressKey.withKey(of: key, after: prefix, comparing: comparison) { key, hash -> Int in
                unsafe number(of: key, hash: hash)
            })
    }

    @inline(__always)
    private func number(of key: UnsafeRawBufferPointer, hash: UInt32) -> Int {
        if case .key(let number) = unsafe find(key, hash: hash & hashMask) { return number }
        return -1
    }

    @inline(__always)
    private func rows(ofKey number: Int?) -> Rows {
        guard let number, number >= 0 else { return Rows(first: -1, others: []) }
        return Rows(first: firstRows[number], others: furtherRows.isEmpty ? [] : furtherRows[Int32(number)] ?? [])
    }

    /// The row first inserted under a key, or nil.
    func firstRow(for key: String) -> Int? {
        let row = rows(for: key).first
        return row < 0 ? nil : Int(row)
    }

    private enum Place {
        case key(Int)
        case free(slot: Int)
    }

    /// Walks the slots from where the hash points until the key or a free slot.
    @inline(__always)
    private func find(_ key: UnsafeRawBufferPointer, hash: UInt32) -> Place {
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while true {
            let content = slots[slot]
            if content == 0 { return .free(slot: slot) }
            if UInt32(truncatingIfNeeded: content >> 32) == hash {
                let number = Int(content & 0xFFFF_FFFF) - 1
                let start = Int(starts[number])
                let end = Int(starts[number + 1])
                if unsafe end - start == key.count && isEqual(key, start: start) { return .key(number) }
            }
            slot = (slot + 1) & mask
        }
    }

    @inline(__always)
    private func isEqual(_ key: UnsafeRawBufferPointer, start: Int) -> Bool {
        unsafe bytes.withUnsafeBytes { stored in
            var offset = 0
            let count = key.count
            while offset + 8 <= count {
                let left = unsafe key.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                let right = unsafe stored.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self)
                if left != right { return false }
                offset += 8
            }
            while offset < count {
                if unsafe key[offset] != stored[start + offset] { return false }
                offset += 1
            }
            return true
        }
    }

    /// Doubles the slots. The hashes are in them, so no key is read again.
    private mutating func grow() {
        var larger: [UInt64] = Array(repeating: 0, count: slots.count * 2)
        let mask = larger.count - 1
        for content in slots where content != 0 {
            var slot = Int(content >> 32) & mask
            while larger[slot] != 0 { slot = (slot + 1) & mask }
            larger[slot] = content
        }
        slots = larger
    }

    /// A power of two of which the keys fill at most half.
    private static func slotCount(forKeys keys: Int) -> Int {
        var count = 16
        while count < keys * 2 { count *= 2 }
        return count
    }
}
