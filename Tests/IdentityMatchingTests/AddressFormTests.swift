import Testing

@testable import IdentityMatching

@Suite("Forms of an address")
struct AddressFormTests {
    @Test(
        arguments: [
            ("ann_fabrikam.com#EXT#@contoso.onmicrosoft.com", "ann@fabrikam.com"),
            ("ann_lee_fabrikam.com#ext#@contoso.onmicrosoft.com", "ann_lee@fabrikam.com"),
            ("ann@contoso.com", nil),
            ("#EXT#@contoso.onmicrosoft.com", nil),
            ("_fabrikam.com#EXT#@contoso.onmicrosoft.com", nil),
            ("ann_#EXT#@contoso.onmicrosoft.com", nil),
            ("ann#EXT#@contoso.onmicrosoft.com", nil),
        ] as [(String, String?)])
    func `a guest's address is unwrapped at its last underscore`(name: String, address: String?) {
        #expect(AddressForms.guestAddress(inUserPrincipalName: name) == address)
    }

    @Test(
        arguments: [
            ("Ann+Phone@Contoso.com", "ann@contoso.com"),
            ("+ann@contoso.com", "+ann@contoso.com"),
            ("ann@b@contoso.com", "ann@b@contoso.com"),
            ("ann", nil),
            ("@contoso.com", nil),
            ("ann@", nil),
        ] as [(String, String?)])
    func `the normal form drops a plus tag and case`(address: String, form: String?) {
        #expect(AddressNormalizer(AddressNormalization()).normalForm(of: address) == form)
    }

    @Test func `plus tags can be kept`() {
        let normalizer = AddressNormalizer(AddressNormalization(ignoresPlusTags: false))
        #expect(normalizer.normalForm(of: "ann+a@contoso.com") == "ann+a@contoso.com")
    }

    @Test func `groups of domains that share one are one group`() {
        let normalizer = AddressNormalizer(
            AddressNormalization(equivalentDomains: [
                ["a.example", "b.example"], ["c.example", "d.example"], ["d.example", "b.example"],
            ]))
        let forms = ["a", "b", "c", "d"].map { normalizer.normalForm(of: "x@\($0).example") }
        #expect(Set(forms).count == 1)
        #expect(normalizer.normalForm(of: "x@e.example") == "x@e.example")
    }

    @Test func `dots are dropped at an alias of a dotless domain too`() {
        let normalizer = AddressNormalizer(
            AddressNormalization(
                dotlessDomains: ["gmail.com"], equivalentDomains: [["gmail.com", "googlemail.com"]]))
        #expect(normalizer.normalForm(of: "a.n.n@googlemail.com") == "ann@gmail.com")
    }
}
