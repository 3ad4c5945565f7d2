import Foundation
import PatchbayCore
import Testing

@Suite struct HTTPRequestTests {
    static let url = URL(
        string: "https://user:pa55@graph.microsoft.com:8443/v1.0/users?$search=alice&token=t0ken#frag0")

    @Test func `the description is method and address without query, fragment and user`() throws {
        let request = HTTPRequest(
            method: .patch, url: try #require(Self.url), fields: ["Authorization": "Bearer b3arer"],
            body: Data("b0dy".utf8))
        #expect("\(request)" == "PATCH https://graph.microsoft.com:8443/v1.0/users")
        for hidden in ["alice", "t0ken", "frag0", "pa55", "user:", "b3arer", "b0dy"] {
            expectHidden(hidden, in: request)
            expectHidden(hidden, in: [request])
            expectHidden(hidden, in: Optional(request))
        }
    }

    @Test func `an at sign in the path stays`() throws {
        let url = try #require(URL(string: "https://graph.microsoft.com/v1.0/users/alice@contoso.com"))
        #expect(url.withoutQuery == "https://graph.microsoft.com/v1.0/users/alice@contoso.com")
    }

    @Test func `requests with the same parts are equal`() throws {
        let url = try #require(Self.url)
        #expect(HTTPRequest(url: url) == HTTPRequest(method: .get, url: url, fields: [:], body: nil))
        #expect(HTTPRequest(url: url) != HTTPRequest(method: .head, url: url))
        #expect(HTTPRequest(url: url, body: Data()) != HTTPRequest(url: url))
    }

    @Test func `a method is whatever the service calls it`() {
        #expect(HTTPMethod(rawValue: "PURGE").description == "PURGE")
        #expect(HTTPMethod(rawValue: "get") != .get)
        #expect(
            [HTTPMethod.get, .post, .put, .patch, .delete, .head].map(\.rawValue)
                == ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"])
    }
}

@Suite struct HTTPResponseTests {
    @Test func `the description is status and size`() {
        let response = HTTPResponse(
            status: 200, fields: ["Set-Cookie": "c00kie"], body: Data(#"{"access_token":"t0ken"}"#.utf8))
        #expect("\(response)" == "200, 24 bytes")
        expectHidden("t0ken", in: response)
        expectHidden("c00kie", in: response)
    }

    @Test(arguments: [(199, false), (200, true), (204, true), (299, true), (300, false), (404, false)])
    func `200 to 299 is success`(status: Int, isSuccess: Bool) {
        #expect(HTTPResponse(status: status).isSuccess == isSuccess)
    }
}
