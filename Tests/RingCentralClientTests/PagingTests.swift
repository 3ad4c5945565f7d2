import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Testing

@Suite struct PagingTests {
    @Test func `pages are followed by the link of the service, as it is`() async throws {
        let stub = StubTransport { request, count in
            switch count {
            case 1:
                .json(
                    #"""
                    {"records": [{"id": 1}, {"id": 2}], "paging": {"page": 1, "perPage": 2},
                     "navigation": {"nextPage": {"uri":
                      "https://platform.ringcentral.com/restapi/v1.0/account/5/extension?page=2&perPage=2&x=%2B"}}}
                    """#)
            case 2:
                .json(
                    #"{"records": [], "navigation": {"nextPage": {"uri": "/restapi/v1.0/account/5/extension?page=3"}}}"#
                )
            default:
                .json(
                    #"""
                    {"records": [{"id": 3}], "navigation": {"firstPage": {"uri": "x"}},
                     "paging": {"page": 3, "totalPages": 9}}
                    """#)
            }
        }
        let ids = try await client(stub).extensions.list().collect().map(\.id)
        #expect(ids == ["1", "2", "3"])
        #expect(
            stub.requests.dropFirst().map(\.text) == [
                "GET /restapi/v1.0/account/5/extension?page=2&perPage=2&x=%2B",
                "GET /restapi/v1.0/account/5/extension?page=3",
            ])
    }

    @Test func `a list without links is paged by number until the last page`() async throws {
        let stub = StubTransport { _, count in
            .json(#"{"records": [{"id": "\#(count)"}], "paging": {"page": \#(count), "totalPages": 3, "perPage": 1}}"#)
        }
        let ids = try await client(stub).directory.entries().collect().map(\.id)
        #expect(ids == ["1", "2", "3"])
        #expect(
            stub.requests.map(\.text)
                == (1...3).map {
                    "GET /restapi/v1.0/account/~/directory/entries?showFederated=false&perPage=2000&page=\($0)"
                })
    }

    @Test func `where totals are left out, a page that is not full is the last`() async throws {
        let stub = StubTransport { _, count in
            .json(
                count == 1
                    ? #"{"records": [{"id": "1"}, {"id": "2"}], "paging": {"page": 1, "perPage": 2}}"#
                    : #"{"records": [{"id": "3"}], "paging": {"page": 2, "perPage": 2}}"#)
        }
        #expect(try await client(stub).directory.entries().collect().map(\.id) == ["1", "2", "3"])
        #expect(stub.requests.count == 2)
    }

    @Test func `a link to another origin is not followed, and no token goes there`() async throws {
        let stub = StubTransport([
            .json(
                #"""
                {"records": [{"id": 1}], "navigation": {"nextPage": {"uri": "https://evil.example/restapi?page=2"}}}
                """#)
        ])
        let error = await failure { _ = try await client(stub).extensions.list().collect() } as? ServiceError
        #expect(error?.code == "PagingFault")
        #expect(stub.requests.count == 1)
    }

    @Test func `a service that ignores the page number is noticed`() async throws {
        let stub = StubTransport([
            .json(#"{"records": [{"id": "1"}], "paging": {"page": 1, "totalPages": 2, "perPage": 1}}"#)
        ])
        let error = await failure { _ = try await client(stub).directory.entries().collect() } as? ServiceError
        #expect(error?.code == "PagingFault")
        #expect(stub.requests.count == 2)
    }

    @Test func `a list of a thousand pages asks only for what is read`() async throws {
        let stub = StubTransport { _, count in
            .json(
                #"""
                {"records": [{"id": "\#(count)"}], "paging": {"page": \#(count), "totalPages": 1000, "perPage": 1}}
                """#)
        }
        for try await entry in client(stub).directory.entries() where entry.id == "2" { break }
        #expect(stub.requests.count <= 3)
    }
}
