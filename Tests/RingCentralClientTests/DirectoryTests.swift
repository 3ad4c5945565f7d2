import Foundation
import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Testing

@Suite struct DirectoryTests {
    static let path = "GET /restapi/v1.0/account/~/directory/entries?showFederated=false&perPage=2000&page="

    @Test func `an entry is read whole`() async throws {
        let stub = StubTransport([
            .json(
                #"""
                {"records": [{"id": "12345", "type": "User", "status": "NotActivated", "firstName": "John", "lastName": "Smith",
                  "jobTitle": "CEO", "department": "Sales", "email": "john.smith@example.com", "extensionNumber": "103",
                  "account": {"id": "2002"}, "site": {"code": "10", "name": "Main Site", "id": "main-site"}, "hidden": false,
                  "phoneNumbers": [{"phoneNumber": "+12125672134", "usageType": "DirectNumber", "type": "VoiceFax"}]},
                 {"id": 9, "type": "Department", "name": "Support"}]}
                """#)
        ])
        let entries = try await client(stub).directory.entries().collect()
        #expect(
            entries == [
                DirectoryEntry(
                    id: "12345", status: .notActivated, firstName: "John", lastName: "Smith",
                    email: "john.smith@example.com", extensionNumber: "103", department: "Sales", jobTitle: "CEO",
                    phoneNumbers: [.init("+12125672134", usageType: "DirectNumber", type: "VoiceFax")],
                    site: .init(id: "main-site", name: "Main Site", code: "10"), accountID: "2002", isHidden: false),
                DirectoryEntry(id: "9", type: .department, status: "", name: "Support"),
            ])
        #expect(entries.map(\.displayName) == ["John Smith", "Support"])
    }

    @Test func `sister accounts are read only when asked for`() async throws {
        let stub = StubTransport([.json(#"{"records": []}"#)])
        _ = try await client(stub).directory.entries(showFederated: true).collect()
        #expect(
            stub.requests.map(\.text) == [
                "GET /restapi/v1.0/account/~/directory/entries?showFederated=true&perPage=2000&page=1"
            ])
    }

    @Test func `without a tag everything is read and the tags of all pages are kept`() async throws {
        let stub = StubTransport { _, count in
            .json(
                #"{"records": [{"id": "\#(count)"}], "paging": {"page": \#(count), "totalPages": 2}}"#,
                fields: ["ETag": "\"t\(count)\""])
        }
        let changes = try await client(stub).directory.entries(ifNoneMatch: nil)
        guard case .entries(let entries, let etag) = changes else { return #expect(Bool(false), "everything expected") }
        #expect(entries.map(\.id) == ["1", "2"])
        #expect(etag == #""t1" "t2""#)
        #expect(stub.requests.map(\.text) == [Self.path + "1", Self.path + "2"])
    }

    @Test func `nothing has changed only if no page has`() async throws {
        let stub = StubTransport([HTTPResponse(status: 304)])
        #expect(try await client(stub).directory.entries(ifNoneMatch: #""t1" "t2""#) == .notModified)
        #expect(
            stub.requests.map(\.text) == [
                Self.path + "1\nIf-None-Match: \"t1\"", Self.path + "2\nIf-None-Match: \"t2\"",
            ])
    }

    @Test func `a change on the second page is a change`() async throws {
        let stub = StubTransport { request, _ in
            if request.fields["If-None-Match"] == "\"t1\"" { return HTTPResponse(status: 304) }
            let page = request.url.absoluteString.hasSuffix("page=1") ? 1 : 2
            return .json(
                #"{"records": [{"id": "\#(page)"}], "paging": {"page": \#(page), "totalPages": 2}}"#,
                fields: ["ETag": "\"n\(page)\""])
        }
        let changes = try await client(stub).directory.entries(ifNoneMatch: #""t1" "t2""#)
        #expect(
            changes
                == .entries(
                    ["1", "2"].map { DirectoryEntry(id: LenientID($0), type: "", status: "") }, etag: #""n1" "n2""#))
    }

    @Test func `a first page that has changed is not asked for twice`() async throws {
        let stub = StubTransport([.json(#"{"records": [{"id": "1"}]}"#)])
        let changes = try await client(stub).directory.entries(ifNoneMatch: "\"old\"")
        #expect(changes == .entries([DirectoryEntry(id: "1", type: "", status: "")], etag: nil))
        #expect(stub.requests.count == 1)
    }

    @Test func `one entry is read by its id`() async throws {
        let stub = StubTransport([.json(#"{"id": "a/b"}"#)])
        #expect(try await client(stub).directory.entry("a/b").id == "a/b")
        #expect(stub.requests.map(\.text) == ["GET /restapi/v1.0/account/~/directory/entries/a%2Fb"])
    }
}
