import Testing

@testable import IdentityMatching

@Suite("The address index")
struct AddressIndexTests {
    @Test func `a new index finds nothing`() {
        #expect(AddressIndex().rows(for: "ann@contoso.com").all == [])
        #expect(AddressIndex().firstRow(for: "") == nil)
    }

    @Test func `rows under one key keep the order of insertion`() {
        var index = AddressIndex()
        for row in [7, 3, 9] { index.insert("Ann@contoso.com", row: row) }
        #expect(index.rows(for: "ann@CONTOSO.com").all == [7, 3, 9])
        #expect(index.count == 1)
    }

    @Test func `an empty address is no key`() {
        var index = AddressIndex()
        index.insert("", row: 1)
        index.insert("  ", row: 2)
        #expect(index.count == 0)
        #expect(index.firstRow(for: "") == nil)
    }

    @Test func `ids are compared byte for byte`() {
        var index = AddressIndex(comparing: .identifier)
        index.insert("Ab", row: 1)
        index.insert(" Ab", row: 2)
        #expect(index.firstRow(for: "Ab") == 1)
        #expect(index.firstRow(for: "ab") == nil)
        #expect(index.firstRow(for: " Ab") == 2)
    }

    @Test func `a key that begins like another is another`() {
        var index = AddressIndex()
        let keys = (1...40).map { String(repeating: "a", count: $0) }
        for (row, key) in keys.enumerated() { index.insert(key, row: row) }
        for (row, key) in keys.enumerated() { #expect(index.firstRow(for: key) == row) }
        #expect(index.firstRow(for: String(repeating: "a", count: 41)) == nil)
    }

    @Test func `very long keys are found`() {
        var index = AddressIndex()
        let key = String(repeating: "abcdefg", count: 5_000)
        index.insert(key, row: 4)
        #expect(index.firstRow(for: key.uppercased()) == 4)
        #expect(index.firstRow(for: key + "x") == nil)
    }

    @Test(arguments: [UInt32.max, 0xFF, 0x1, 0x0])
    func `it finds what a dictionary of lowercased strings finds, however many hashes collide`(mask: UInt32) {
        var random = SeededGenerator(seed: UInt64(mask) + 1)
        let pool = (0..<400).map { _ in Self.address(using: &random) }
        var index = AddressIndex(capacity: Int.random(in: 0..<500, using: &random), hashMask: mask)
        var naive: [String: [Int32]] = [:]
        for row in 0..<1_000 {
            guard let address = pool.randomElement(using: &random) else { continue }
            let written = Bool.random(using: &random) ? address.uppercased() : address
            index.insert(written, row: row)
            naive[written.lowercased(), default: []].append(Int32(row))
        }
        #expect(index.count == naive.count)
        for address in pool + (0..<400).map({ _ in Self.address(using: &random) }) {
            #expect(index.rows(for: address).all == naive[address.lowercased()] ?? [])
        }
    }

    /// A random address; one in eight has a letter beyond ASCII, composed or not.
    private static func address(using random: inout SeededGenerator) -> String {
        let letters = Array("abcXYZ0189.-_+'")
        var text = ""
        for _ in 0..<Int.random(in: 1...24, using: &random) {
            text.append(letters.randomElement(using: &random) ?? "a")
        }
        if Int.random(in: 0..<8, using: &random) == 0 {
            text += ["\u{E9}", "e\u{301}", "Ж", "ñ"].randomElement(using: &random) ?? ""
        }
        return text + "@contoso.com"
    }
}
