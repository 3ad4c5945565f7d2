import Foundation
import GraphClient
import Testing

@Suite struct ODataFilterTests {
    @Test func `text is quoted, and its apostrophes are doubled`() {
        let name = "O'Neil & Sons"
        let filter = ODataFilter("department eq \(name) and accountEnabled eq \(true)")
        #expect(filter.description == "department eq 'O''Neil & Sons' and accountEnabled eq true")
    }

    @Test func `nothing that is put in can leave its quotes`() {
        let nasty = "x' or accountEnabled eq true or department eq 'y"
        let filter: ODataFilter = "department eq \(nasty)"
        #expect(
            filter.description == "department eq 'x'' or accountEnabled eq true or department eq ''y'")
        #expect(filter.alternatives == 1)
    }

    @Test func `other values are written as OData wants them`() throws {
        let id: User.ID = "42"
        let guid = try #require(UUID(uuidString: "57FF2DA0-773E-42DF-B2AF-FFB7A2317929"))
        #expect(ODataFilter("id eq \(id)").description == "id eq '42'")
        #expect(ODataFilter("n ge \(7)").description == "n ge 7")
        #expect(ODataFilter("skuId eq \(guid)").description == "skuId eq 57ff2da0-773e-42df-b2af-ffb7a2317929")
        #expect(
            ODataFilter("createdDateTime ge \(Date(timeIntervalSince1970: 0))").description
                == "createdDateTime ge 1970-01-01T00:00:00Z")
        #expect(ODataFilter("mail in \(["a@x", "b'c@x"])").description == "mail in ('a@x','b''c@x')")
        #expect(ODataFilter("displayName eq \("Zoë 李 ☎️")").description == "displayName eq 'Zoë 李 ☎️'")
    }

    @Test func `filters combine with parentheses`() {
        let a: ODataFilter = "department eq \("A") or department eq \("B")"
        let b: ODataFilter = "accountEnabled eq \(true)"
        #expect(
            ODataFilter.and(a, b).description
                == "(department eq 'A' or department eq 'B') and (accountEnabled eq true)")
        #expect(ODataFilter("\(a) and \(b)").description == ODataFilter.and(a, b).description)
        #expect(ODataFilter.or([a])?.description == a.description)
        #expect(ODataFilter.or([]) == nil)
        #expect(ODataFilter.not(b).description == "not (accountEnabled eq true)")
        #expect(
            ODataFilter.any("assignedLicenses", "x/skuId eq \(7)").description
                == "assignedLicenses/any(x:x/skuId eq 7)")
    }

    @Test(arguments: [
        ("department ne 'x'", true), ("not (accountEnabled eq true)", true), ("endsWith(mail,'@x')", true),
        ("assignedLicenses/$count eq 0", true), ("department eq 'ne'", false),
        ("startsWith(displayName,'not ne')", false), ("department eq 'a' or department eq 'b'", false),
        ("assignedLicenses/any(x:x/skuId eq 57ff2da0)", false), ("displayName eq 'it''s not ne'", false),
    ])
    func `advanced queries are recognised by their operators, outside quotes`(expression: String, isAdvanced: Bool) {
        #expect(ODataFilter(raw: expression).needsAdvancedQuery == isAdvanced)
    }

    @Test func `alternatives are counted, those of a list too`() {
        #expect(ODataFilter(raw: "a eq 1").alternatives == 1)
        #expect(ODataFilter(raw: "a eq 1 or b eq 'x or y' or c eq 3").alternatives == 3)
        #expect(ODataFilter(raw: "mail in ('a','b','c')").alternatives == 3)
        #expect(ODataFilter(raw: "mail in ('a,b','c') and startsWith(a,'b')").alternatives == 2)
    }
}
