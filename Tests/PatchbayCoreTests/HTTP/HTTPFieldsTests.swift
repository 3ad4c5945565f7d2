import PatchbayCore
import Testing

@Suite struct HTTPFieldsTests {
    @Test func `a name is found in any case`() {
        let fields: HTTPFields = ["Content-Type": "application/json"]
        #expect(fields["content-type"] == "application/json")
        #expect(fields["CONTENT-TYPE"] == "application/json")
        #expect(fields["Content"] == nil)
    }

    @Test func `only ASCII letters have two cases`() {
        // These pairs differ in the same bit as a letter's two cases, and the last two are equal by Unicode's rules only.
        for (a, b) in [("@", "`"), ("[", "{"), ("^", "~"), ("\u{C9}", "\u{E9}"), ("K", "\u{212A}")] {
            #expect(!a.equalsIgnoringASCIICase(b))
        }
        #expect("Retry-After".equalsIgnoringASCIICase("rETRY-aFTER"))
        #expect(!"Retry-After".equalsIgnoringASCIICase("Retry-Afte"))
    }

    @Test func `repeated fields and their order are kept`() {
        var fields: HTTPFields = ["Set-Cookie": "a", "Vary": "Accept", "set-cookie": "b"]
        fields.append("c", to: "SET-COOKIE")
        #expect(fields.map(\.name) == ["Set-Cookie", "Vary", "set-cookie", "SET-COOKIE"])
        #expect(fields.values(of: "Set-Cookie") == ["a", "b", "c"])
        #expect(fields["set-cookie"] == "a")
        #expect(fields.values(of: "Age").isEmpty)
    }

    @Test func `setting a name replaces all its fields, in the place of the first`() {
        var fields: HTTPFields = ["A": "1", "B": "2", "b": "3", "C": "4"]
        fields["B"] = "5"
        #expect(fields.map(\.value) == ["1", "5", "4"])
        fields["D"] = "6"
        #expect(fields.map(\.name) == ["A", "B", "C", "D"])
    }

    @Test func `setting nil removes all fields of a name`() {
        var fields: HTTPFields = ["A": "1", "B": "2", "b": "3"]
        fields["b"] = nil
        #expect(fields == ["A": "1"])
        fields["absent"] = nil
        #expect(fields.count == 1)
    }

    @Test func `fields come from pairs too`() {
        #expect(HTTPFields([("A", "1"), ("A", "2")]) == ["A": "1", "A": "2"])
        #expect(HTTPFields().isEmpty)
    }

    @Test(arguments: [
        "Authorization", "authorization", "Cookie", "Set-Cookie", "Proxy-Authorization", "WWW-Authenticate", "Location",
        "Link",
    ])
    func `the value of a private field does not show`(name: String) {
        let fields = HTTPFields([("Accept", "application/json"), (name, "s3cret-value")])
        expectHidden("s3cret-value", in: fields)
        expectHidden("s3cret-value", in: fields[1])
        #expect("\(fields)".contains("Accept: application/json"))
        #expect("\(fields)".contains(name))
    }

    @Test func `a token in any other field does not show either`() {
        expectHidden("eyJhbGciOiJSUzI1NiJ9", in: ["X-Forwarded-Token": "eyJhbGciOiJSUzI1NiJ9.e30.x"] as HTTPFields)
    }
}
