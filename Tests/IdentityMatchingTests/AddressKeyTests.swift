import Testing

@testable import IdentityMatching

@Suite("Comparing addresses")
struct AddressKeyTests {
    @Test func `every ASCII character folds as lowercasing does, at every position of a word`() {
        for value in UInt8(0x21)..<0x7F {
            let character = String(UnicodeScalar(value))
            for position in 0..<17 {
                let address = String(repeating: "x", count: position) + character + "@Y"
                #expect(AddressKey.folded(address) == address.lowercased())
            }
        }
    }

    @Test func `space around an address is trimmed, space inside is not`() {
        #expect(AddressKey.folded(" \t\r\nann@contoso.com \n") == "ann@contoso.com")
        #expect(AddressKey.folded("\u{A0}Müller@contoso.com\u{3000}") == "müller@contoso.com")
        #expect(AddressKey.folded("ann lee@contoso.com") == "ann lee@contoso.com")
    }

    @Test func `what is empty after trimming equals nothing, not even itself`() {
        #expect(!AddressKey.areEqual("", ""))
        #expect(!AddressKey.areEqual("  ", " "))
        #expect(!AddressKey.areEqual("\u{A0}", "\u{A0}"))
    }

    @Test(arguments: [
        ("MÜLLER@firma.example", "müller@firma.example"),
        ("Mu\u{308}ller@firma.example", "M\u{DC}LLER@firma.example"),
        ("ΑΛΦΑ@παράδειγμα.example", "αλφα@ΠΑΡΆΔΕΙΓΜΑ.example"),
        ("ПОЧТА@пример.example", "почта@ПРИМЕР.example"),
    ])
    func `letters beyond ASCII fold by Unicode's rules, composed or not`(left: String, right: String) {
        #expect(AddressKey.areEqual(left, right))
    }

    @Test(arguments: [
        ("\u{212A}ann@contoso.com", "kann@contoso.com"),  // Kelvin sign
        ("\u{212A}ann@müller.example", "kann@müller.example"),
        ("\u{430}nn@contoso.com", "ann@contoso.com"),  // Cyrillic a
        ("\u{FF41}nn@contoso.com", "ann@contoso.com"),  // full-width a
        ("muller@contoso.com", "müller@contoso.com"),
        ("i@contoso.com", "\u{130}@contoso.com"),  // dotted capital I
        ("strasse@contoso.com", "straße@contoso.com"),
    ])
    func `a look-alike is not the same address`(left: String, right: String) {
        #expect(!AddressKey.areEqual(left, right))
    }

    @Test func `the Kelvin sign is equal to itself`() {
        #expect(AddressKey.areEqual("\u{212A}@contoso.com", "\u{212A}@CONTOSO.com"))
    }
}
