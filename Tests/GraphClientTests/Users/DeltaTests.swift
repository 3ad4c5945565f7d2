import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct DeltaTests {
    static let root = "https://graph.microsoft.com/v1.0/users/delta"

    @Test func `the first round brings everybody, page by page, and a link at the end`() async throws {
        let bench = Bench([
            .json(#"{"value":[{"id":"1","displayName":"A"}],"@odata.nextLink":"\#(Self.root)?$skiptoken=n"}"#),
            .json(
                #"{"value":[{"id":"2"},{"id":"3","@removed":{"reason":"changed"}},{"id":"4","@removed":{"reason":"deleted"}}],"@odata.deltaLink":"\#(Self.root)?$deltatoken=d"}"#
            ),
        ])
        var pages: [DeltaPage] = []
        for try await page in try bench.graph.users.delta(select: ["id", "displayName"]) { pages.append(page) }
        #expect(pages.count == 2)
        #expect(pages[0].changed == [User(id: "1", displayName: "A")])
        #expect(pages[0].link == nil)
        #expect(pages[1].changed == [User(id: "2")])
        #expect(
            pages[1].removed == [
                DeltaPage.Removal(id: "3", reason: .changed), DeltaPage.Removal(id: "4", reason: .deleted),
            ])
        #expect(pages[1].link != nil)
        #expect(
            bench.stub.requests.map(\.readable) == [
                "/v1.0/users/delta?$select=id,displayName", "/v1.0/users/delta?$skiptoken=n",
            ])
    }

    @Test func `the link survives being stored, and is sent back exactly`() async throws {
        let bench = Bench(#"{"value":[],"@odata.deltaLink":"\#(Self.root)?$deltatoken=a%2Fb%3D"}"#)
        let link = try await Self.link(of: bench)
        let stored = try JSONDecoder().decode(DeltaLink.self, from: try JSONEncoder().encode(link))
        #expect(stored == link)
        for try await _ in try bench.graph.users.delta(since: stored) {}
        #expect(bench.stub.requests[1].target == "/v1.0/users/delta?$deltatoken=a%2Fb%3D")
    }

    @Test func `a link shows its server only`() async throws {
        let bench = Bench(#"{"value":[],"@odata.deltaLink":"\#(Self.root)?$deltatoken=opaque"}"#)
        let link = try await Self.link(of: bench)
        #expect("\(link)" == "delta link of https://graph.microsoft.com")
    }

    @Test func `a link of another server is refused before anything is sent`() async throws {
        let elsewhere = Bench(
            cloud: .custom(
                graph: try ServiceRoot("https://other.example"), authority: try ServiceRoot("https://other.example"))
        ) { _, _ in .json(#"{"value":[],"@odata.deltaLink":"https://other.example/v1.0/users/delta?$deltatoken=d"}"#) }
        let link = try await Self.link(of: elsewhere)
        let bench = Bench(#"{"value":[]}"#)
        #expect(throws: ConfigurationError.self) { try bench.graph.users.delta(since: link) }
        #expect(bench.stub.requests.isEmpty)
    }

    @Test(arguments: [
        (410, #"{"error":{"code":"Gone","message":"x"}}"#),
        (410, ""),
        (400, #"{"error":{"code":"syncStateNotFound","message":"x"}}"#),
        (400, #"{"error":{"code":"BadRequest","innerError":{"code":"resyncRequired"}}}"#),
        (404, #"{"error":{"code":"SyncStateNotFound","message":"x"}}"#),
        (400, #"{"error":{"code":"Directory_ExpiredPageToken","message":"x"}}"#),
    ])
    func `an expired link is an error of its own type`(status: Int, body: String) async throws {
        let first = Bench(#"{"value":[],"@odata.deltaLink":"\#(Self.root)?$deltatoken=d"}"#)
        let link = try await Self.link(of: first)
        let bench = Bench([HTTPResponse(status: status, fields: ["request-id": "r-7"], body: Data(body.utf8))])
        let error = await #expect(throws: DeltaExpired.self) {
            for try await _ in try bench.graph.users.delta(since: link) {}
        }
        #expect(error?.underlying.requestID == "r-7")
        #expect(error?.underlying.operation == "users.delta")
        #expect(bench.stub.requests.count == 1)
    }

    @Test func `another failure stays what it is`() async throws {
        let bench = Bench(#"{"error":{"code":"Authorization_RequestDenied","message":"no"}}"#, status: 403)
        let error = await #expect(throws: ServiceError.self) {
            for try await _ in try bench.graph.users.delta() {}
        }
        #expect(error?.category == .permission)
        #expect(error?.remedy?.action == .grantPermissions(["User.Read.All"]))
    }

    @Test func `the link of this moment is asked for without any users`() async throws {
        let bench = Bench(#"{"value":[],"@odata.deltaLink":"\#(Self.root)?$deltatoken=now"}"#)
        #expect(try await bench.graph.users.currentDeltaLink(select: ["id"]) != nil)
        #expect(bench.stub.requests.map(\.readable) == ["/v1.0/users/delta?$select=id&$deltatoken=latest"])
    }

    static func link(of bench: Bench) async throws -> DeltaLink {
        var link: DeltaLink?
        for try await page in try bench.graph.users.delta(select: ["id"]) { link = page.link }
        return try #require(link)
    }
}
