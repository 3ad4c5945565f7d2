import Foundation
import PatchbayCore
import Testing

@Suite struct WireCodingTests {
    struct User: Decodable {
        struct Phone: Decodable, Equatable { var number: String }
        var id: String
        var phones: [Phone]?
        var since: Since?
        var ages: [String: Int]?
    }

    struct Since: Decodable {
        var date: Date
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = WireDate.iso8601(text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "no date: \(text)")
            }
            self.date = date
        }
    }

    private func failure(_ body: String, fields: HTTPFields = ["Content-Type": "application/json"]) -> ServiceError? {
        let response = HTTPResponse(status: 200, fields: fields, body: Data(body.utf8))
        return #expect(throws: ServiceError.self) {
            try WireCoding.decode(User.self, from: response, service: .graph, operation: "users.get")
        }
    }

    @Test func `a readable answer is decoded`() throws {
        let body = Data(#"{"id":"1","phones":[{"number":"+1 555"}],"unknown":[{}]}"#.utf8)
        let user = try WireCoding.decode(
            User.self, from: HTTPResponse(status: 200, body: body), service: .graph, operation: "users.get")
        #expect(user.id == "1")
        #expect(user.phones == [.init(number: "+1 555")])
    }

    @Test(arguments: [
        (#"{"id":4711}"#, "String expected at id"),
        (#"{"id":null}"#, "String expected at id"),
        (#"{"phones":[]}"#, "“id” missing at the top"),
        (#"{"id":"1","phones":[{"number":"1"},{"digits":"4711"}]}"#, "“number” missing at phones.1"),
        (#"{"id":"1","phones":"4711"}"#, "expected at phones"),
        (#"{"id":"1","since":"4711"}"#, "unreadable value at since"),
        (#"["4711"]"#, "expected at the top"),
        (#"{"id":"4711"#, "the answer is not JSON"),
        ("<html>4711</html>", "the answer is not JSON"),
        ("", "the answer is not JSON"),
    ])
    func `what cannot be read is named by place and size, and nothing of it is repeated`(body: String, words: String)
        throws
    {
        let error = try #require(failure(body))
        #expect(error.category == .decoding)
        #expect(error.operation == "users.get")
        #expect(error.status == 200)
        #expect(error.message.contains(words))
        #expect(error.message.contains("\(body.utf8.count) bytes of application/json"))
        #expect(error.remedy != nil)
        expectHidden("4711", in: error)
    }

    @Test func `keys that are payload are not repeated`() throws {
        let error = try #require(failure(#"{"id":"1","ages":{"alice@contoso.com":"x"}}"#))
        #expect(error.message.contains("Int expected at ages.…"))
        expectHidden("alice", in: error)
        let odd = try #require(failure(#"{"id":"1","ages":{"Alice Smith":"x"}}"#))
        expectHidden("Alice", in: odd)
    }

    @Test(arguments: ["request-id", "RCRequestId", "ININ-Correlation-Id"])
    func `the request id is kept, whatever the service calls it`(name: String) throws {
        let error = try #require(failure("", fields: HTTPFields([(name, "abc-1")])))
        #expect(error.requestID == "abc-1")
        #expect(error.message.contains("no content type"))
    }

    @Test func `an html page is recognised by its content type`() throws {
        let error = try #require(failure("<html>", fields: ["Content-Type": "text/html; charset=utf-8"]))
        #expect(error.message.contains("text/html"))
    }

    @Test func `a document nested without end is an error, not a crash`() {
        #expect(failure(String(repeating: "[", count: 100_000)) != nil)
    }

    @Test func `the same value gives the same bytes`() throws {
        let value = ["b": "https://x/y", "a": "1", "c": "ü"]
        #expect(
            String(decoding: try WireCoding.encode(value), as: UTF8.self) == #"{"a":"1","b":"https://x/y","c":"ü"}"#)
    }
}
