import Foundation
import Testing

@testable import PatchbaySimulator

@Suite struct `A filter` {
    private let entity: JSONValue = [
        "name": "O'Neill", "department": "R&D", "active": true, "count": 3, "mail": .null, "tags": ["a", "b"],
        "app": ["id": "4cde982a-ede4-4409-9ae6-b003453c8ea6"],
        "plans": [["id": "x", "state": "Enabled"], ["id": "y", "state": "Deleted"]],
    ]

    @Test(arguments: [
        ("name eq 'O''Neill'", true), ("name eq 'o''neill'", true), ("name ne 'O''Neill'", false),
        ("active eq true", true), ("active eq false", false), ("mail eq null", true), ("mail ne null", false),
        ("count gt 2 and count le 3", true), ("count lt 3", false), ("startswith(name,'O')", true),
        ("startsWith(name,'N')", false), ("endswith(name,'ill')", true), ("contains(name,'Nei')", true),
        ("startswith(name,'O') eq true", true), ("department in ('Sales','R&D')", true),
        ("department in ('Sales')", false),
        ("app/id eq 4CDE982A-EDE4-4409-9AE6-B003453C8EA6", true),
        ("app/id eq '4cde982a-ede4-4409-9ae6-b003453c8ea6'", true), ("tags/any(t:t eq 'b')", true),
        ("tags/any(t:t eq 'c')", false), ("tags/any()", true), ("tags/all(t:t ne 'c')", true),
        ("plans/any(p:p/id eq 'x' and p/state eq 'Enabled')", true),
        ("plans/any(p:p/id eq 'y' and p/state eq 'Enabled')", false), ("tags/$count eq 2", true),
        ("tolower(name) eq 'o''neill'", true), ("not(active eq true)", false), ("not active eq false", true),
        ("active eq false or active eq true and count eq 3", true),
        ("(active eq false or active eq true) and count eq 4", false), ("nothing eq null", true),
    ])
    func `means what OData says`(_ text: String, _ expected: Bool) throws {
        #expect(try ODataParser.parse(text).matches(entity) == expected)
    }

    @Test(arguments: [
        "", "name", "name eq", "name eq 'open", "eq 'a'", "name eq 'a' and", "(name eq 'a'", "name eq 'a')",
        "name like 'a'",
        "startswith(name)", "name in 'a'", "name in ('a'", "tags/any(t t eq 'a')", "name eq 'a' name eq 'b'",
    ])
    func `that is malformed is refused`(_ text: String) {
        #expect(throws: ODataSyntaxError.self) { try ODataParser.parse(text) }
    }

    @Test func `binds or looser than and, and not tightest`() throws {
        let filter = try ODataParser.parse("a eq 1 or b eq 2 and not c eq 3")
        guard case .or(.compare, .and(.compare, .not(.compare))) = filter else {
            Issue.record("\(filter)")
            return
        }
    }

    @Test(arguments: [
        ("a eq 1", 1), ("a eq 1 or b eq 2", 2), ("a in (1,2,3) or b eq 2", 4), ("a eq 1 and b eq 2", 1),
        ("(a eq 1 or b eq 2) and c in (1,2,3)", 3),
    ])
    func `counts its alternatives`(_ text: String, _ count: Int) throws {
        #expect(try ODataParser.parse(text).clauses == count)
    }

    @Test(arguments: [
        ("a eq 1", false), ("a ne 1", true), ("not(a eq 1)", true), ("endswith(a,'b')", true),
        ("startswith(a,'b')", false),
        ("a in (1)", false), ("x/any(y:y/z ne 1)", true), ("x/any(y:y/z eq 1)", false),
    ])
    func `knows whether it is an advanced one`(_ text: String, _ isAdvanced: Bool) throws {
        #expect(try ODataParser.parse(text).isAdvanced == isAdvanced)
    }

    @Test func `names the properties that it starts from, and not a lambda's variable`() throws {
        let filter = try ODataParser.parse("plans/any(p:p/id eq 'x') and (name eq 'a' or tolower(department) eq 'b')")
        #expect(filter.properties == ["plans", "name", "department"])
    }
}

@Suite struct `A search` {
    private let entity: JSONValue = ["displayName": "Anna-Maria O'Neill", "mail": "anna@x.example"]

    @Test(arguments: [
        ("\"displayName:maria\"", true), ("\"displayName:aria\"", false), ("\"displayName:Anna Nei\"", true),
        ("\"displayName:bob\" OR \"mail:anna\"", true), ("\"displayName:anna\" AND \"mail:bob\"", false),
    ])
    func `matches words by their beginning`(_ text: String, _ expected: Bool) throws {
        #expect(try SearchQuery(text).matches(entity) == expected)
    }

    @Test(arguments: ["displayName:anna", "\"anna\"", "\"displayName:anna"])
    func `without quotes or property is refused`(_ text: String) {
        #expect(throws: Problem.self) { try SearchQuery(text) }
    }
}

@Suite struct `A JSON document` {
    @Test func `keeps the order of members and escapes what must be`() {
        let value: JSONValue = ["z": "a\"b\\c\n\u{1F}", "a": [1, .null, true, .number(0.5)], "o": "山 Łé"]
        #expect(
            String(decoding: value.data, as: UTF8.self)
                == #"{"z":"a\"b\\c\u000a\u001f","a":[1,null,true,0.5],"o":"山 Łé"}"#)
    }

    @Test func `reads back what it wrote`() throws {
        let value: JSONValue = ["a": ["x", 2, .null, false], "b": ["c": "d"]]
        #expect(JSONValue.parse(value.data) == value)
        #expect(JSONValue.parse("{".data(using: .utf8)) == nil)
    }
}

@Suite struct `An address` {
    @Test func `is taken apart and unescaped once`() {
        let address = WireText(
            "https://Graph.microsoft.com:8080/v1.0/users/a%2Fb%23c/x?$filter=a%20eq%20'b%2Bc+d'&$top=5&flag#end"
        ).address
        #expect(address.origin == "https://Graph.microsoft.com:8080")
        #expect(address.host == "graph.microsoft.com")
        #expect(address.path == ["v1.0", "users", "a/b#c", "x"])
        #expect(address.query.map(\.name) == ["$filter", "$top", "flag"])
        #expect(address.query.map(\.value) == ["a eq 'b+c d'", "5", ""])
        #expect(address.target.hasSuffix("&flag"))
    }

    @Test(arguments: ["https://a.example", "https://a.example/", "/only/a/path?x=%zz", ""])
    func `may be bare`(_ text: String) {
        let address = WireText(text).address
        #expect(address.path == (text.hasPrefix("/only") ? ["only", "a", "path"] : []))
        if text.hasPrefix("/only") { #expect(address.query.first?.value == "%zz") }
    }
}
