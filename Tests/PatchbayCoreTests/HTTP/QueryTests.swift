import Foundation
import PatchbayCore
import Testing

@Suite struct QueryTests {
    @Test(arguments: [
        ("+1 (555) 010-0199", "%2B1%20%28555%29%20010-0199"),
        ("it's", "it%27s"),
        ("surname eq 'O''Brien'", "surname%20eq%20%27O%27%27Brien%27"),
        (#"displayName:"Ann""#, "displayName%3A%22Ann%22"),
        ("a&b=c#d?e/f;g,h", "a%26b%3Dc%23d%3Fe%2Ff%3Bg%2Ch"),
        ("$top", "%24top"),
        ("100%", "100%25"),
        ("Łódź 😀", "%C5%81%C3%B3d%C5%BA%20%F0%9F%98%80"),
        ("a\r\nb\0", "a%0D%0Ab%00"),
        ("A-Z_a.z~0", "A-Z_a.z~0"),
        ("", ""),
    ])
    func `a value is escaped but for unreserved characters`(value: String, escaped: String) {
        #expect((["x": value] as Query).encoded == "x=\(escaped)")
    }

    @Test func `the dollar of an OData name stays`() {
        let query: Query = ["$select": "id,mail", "$filter": "startswith(mail,'a')"]
        #expect(query.encoded == "$select=id%2Cmail&$filter=startswith%28mail%2C%27a%27%29")
    }

    @Test func `names may repeat and keep their order`() {
        var query = Query()
        query.append("extensionId", "2")
        query.append("type", "User")
        query.append("extensionId", "1")
        #expect(query.encoded == "extensionId=2&type=User&extensionId=1")
    }

    @Test func `an empty query adds nothing to an address`() {
        #expect(Query().suffix == "")
        #expect(Query().isEmpty)
        #expect((["a": "1"] as Query).suffix == "?a=1")
    }

    @Test func `what is escaped is read back the same, whatever it is`() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let text = String.random(upTo: 40, using: &generator)
            #expect(PercentEncoding.decode(PercentEncoding.encode(text)) == text)
            let query: Query = ["q": text]
            let url = URL(string: "https://example.com/\(query.suffix)")
            let items = url.flatMap { URLComponents(url: $0, resolvingAgainstBaseURL: false)?.queryItems }
            #expect(items?.first?.value == text)
        }
    }

    @Test(arguments: [
        ("%2B", "+"), ("%2b", "+"), ("a%", "a%"), ("%4", "%4"), ("%+F", "%+F"), ("%-0x", "%-0x"), ("%zz", "%zz"),
        ("a+b", "a+b"),
    ])
    func `a malformed escape stays as it is`(text: String, decoded: String) {
        #expect(PercentEncoding.decode(text) == decoded)
    }

    @Test func `a plus is a space in forms only`() {
        #expect(PercentEncoding.decode("a+b%2Bc", plusIsSpace: true) == "a b+c")
    }

    @Test func `a query shows names, not values`() {
        let query: Query = ["$search": "alice", "login_hint": "bob"]
        #expect("\(query)" == "$search=…&login_hint=…")
        expectHidden("alice", in: query)
        expectHidden("bob", in: query)
    }
}

@Suite struct FormBodyTests {
    @Test func `a form is escaped as token endpoints want it`() {
        var form = FormBody()
        form.append("grant_type", "client_credentials")
        form.append("client_secret", "a+b/c= d~e")
        #expect(form.encoded == "grant_type=client_credentials&client_secret=a%2Bb%2Fc%3D%20d~e")
    }

    @Test func `a form shows names, not values`() {
        var form = FormBody()
        form.append("client_secret", "s3cret")
        expectHidden("s3cret", in: form)
        #expect("\(form)" == "client_secret=…")
    }
}

@Suite struct PathSegmentTests {
    @Test(arguments: [
        ("alice_fabrikam.com#EXT#@contoso.onmicrosoft.com", "alice_fabrikam.com%23EXT%23%40contoso.onmicrosoft.com"),
        ("NjQ4+/x==", "NjQ4%2B%2Fx%3D%3D"),
        ("~", "~"),
        ("a?b#c", "a%3Fb%23c"),
        ("Zoë", "Zo%C3%AB"),
        ("%2F", "%252F"),
    ])
    func `an id stays one segment`(raw: String, escaped: String) {
        #expect(PathSegment(raw).description == escaped)
    }

    @Test func `dots cannot climb out of a path`() {
        #expect(PathSegment(".").description == "%2E")
        #expect(PathSegment("..").description == "%2E%2E")
        #expect(PathSegment("../x").description == "..%2Fx")
        #expect(PathSegment("...").description == "...")
        #expect(PathSegment("v1.0").description == "v1.0")
    }
}
