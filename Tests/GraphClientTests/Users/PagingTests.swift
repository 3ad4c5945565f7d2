import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct PagingTests {
    static func page(_ ids: [String], next: String? = nil) -> HTTPResponse {
        let value = ids.map { #"{"id":"\#($0)"}"# }.joined(separator: ",")
        let link = next.map { #","@odata.nextLink":"https://graph.microsoft.com/v1.0/users?$skiptoken=\#($0)""# } ?? ""
        return .json(#"{"value":[\#(value)]\#(link)}"#)
    }

    static let expired = HTTPResponse.json(
        #"{"error":{"code":"Directory_ExpiredPageToken","message":"The specified page token value has expired."}}"#,
        status: 400)

    @Test func `links are used exactly as they came, and an empty page is not the end`() async throws {
        let bench = Bench([Self.page(["1"], next: "a%2Bb"), Self.page([], next: "c"), Self.page(["2"])])
        #expect(try await bench.graph.users.list(select: ["id"]).collect().map(\.id) == ["1", "2"])
        #expect(
            bench.stub.requests.map(\.target) == [
                "/v1.0/users?$select=id&$top=999", "/v1.0/users?$skiptoken=a%2Bb", "/v1.0/users?$skiptoken=c",
            ])
    }

    @Test func `a link to another origin is not followed, and no token goes there`() async throws {
        let bench = Bench(
            #"{"value":[{"id":"1"}],"@odata.nextLink":"https://graph.microsoft.com.evil.example/v1.0/x"}"#)
        let error = await #expect(throws: ServiceError.self) { try await bench.graph.users.list().collect() }
        #expect(error?.message.contains("another origin") == true)
        #expect(bench.stub.requests.count == 1)
    }

    @Test func `a list that turns in circles is stopped, by its links or by its content`() async throws {
        let sameLink = Bench([Self.page(["1"], next: "a"), Self.page(["2"], next: "a")])
        await #expect(throws: ServiceError.self) { try await sameLink.graph.users.list().collect() }
        #expect(sameLink.stub.requests.count == 2)
        let sameContent = Bench { _, count in Self.page(["1", "2"], next: "link\(count)") }
        await #expect(throws: ServiceError.self) { try await sameContent.graph.users.list().collect() }
        #expect(sameContent.stub.requests.count == 2)
    }

    @Test func `pages of different people are not taken for a repetition, however alike they look`() async throws {
        let bench = Bench { _, count in Self.page(["user-\(count)"], next: count < 9 ? "token-\(count)" : nil) }
        #expect(try await bench.graph.users.list().collect().count == 9)
    }

    @Test func `an expired page link starts the list again, and the caller hears of it`() async throws {
        let restarts = Log<Int>()
        let bench = Bench([
            Self.page(["1"], next: "a"), Self.page(["2"], next: "b"), Self.expired, Self.page(["1"], next: "a"),
            Self.page(["2"], next: "b"), Self.page(["3"]),
        ])
        let users = try await bench.graph.users.list(select: ["id"], onRestart: { restarts.add($0) }).collect()
        #expect(users.map(\.id) == ["1", "2", "1", "2", "3"])
        #expect(restarts.all == [1])
        #expect(
            bench.stub.requests.map(\.target) == [
                "/v1.0/users?$select=id&$top=999", "/v1.0/users?$skiptoken=a", "/v1.0/users?$skiptoken=b",
                "/v1.0/users?$select=id&$top=999", "/v1.0/users?$skiptoken=a", "/v1.0/users?$skiptoken=b",
            ])
    }

    @Test func `after two restarts the expired link is the caller's to see`() async throws {
        let restarts = Log<Int>()
        let bench = Bench { request, _ in
            request.target.contains("skiptoken") ? Self.expired : Self.page(["1"], next: "a")
        }
        let error = await #expect(throws: ServiceError.self) {
            try await bench.graph.users.list(onRestart: { restarts.add($0) }).collect()
        }
        #expect(error?.code == "Directory_ExpiredPageToken")
        #expect(error?.category == .resyncRequired)
        #expect(restarts.all == [1, 2])
        #expect(bench.stub.requests.count == 6)
    }

    @Test func `within one pass after a restart a circle is still noticed`() async throws {
        let bench = Bench { _, count in
            switch count {
            case 1: Self.page(["1"], next: "a")
            case 2: Self.expired
            default: Self.page(["1"], next: "a")
            }
        }
        await #expect(throws: ServiceError.self) { try await bench.graph.users.list().collect() }
        #expect(bench.stub.requests.count == 4)
    }

    @Test func `truncated JSON and a page of HTML are errors that repeat nothing of the content`() async throws {
        for body in [#"{"value":[{"id":"secret-per"#, "<html>secret-per</html>", #"{"value":"secret-per"}"#, ""] {
            let bench = Bench([HTTPResponse(status: 200, fields: ["request-id": "r-1"], body: Data(body.utf8))])
            let error = await #expect(throws: ServiceError.self) { try await bench.graph.users.list().collect() }
            #expect(error?.category == .decoding)
            #expect(error?.operation == "users.list")
            #expect(error?.requestID == "r-1")
            #expect(error.map { !shown($0).contains("secret-per") } == true)
        }
    }

    @Test func `a next link that is no address is an error, not the end`() async throws {
        let bench = Bench(#"{"value":[],"@odata.nextLink":"http://[broken"}"#)
        let error = await #expect(throws: ServiceError.self) { try await bench.graph.users.list().collect() }
        #expect(error?.category == .decoding)
    }
}
