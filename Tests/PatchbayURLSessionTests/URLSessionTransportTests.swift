import Foundation
import PatchbayCore
import Synchronization
import Testing

@testable import PatchbayURLSession

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite struct `A transport over an injected session` {
    let address = "https://graph.example/v1.0/users?$filter=secretname"

    @Test func `hands over method, fields and body, and sets timers and caches out of the way`() async throws {
        let session = FakeSession { request in try FakeSession.answer(to: request, status: 201) }
        let transport = URLSessionTransport(session: session)
        let response = try await transport.send(
            HTTPRequest(
                method: .patch, url: try #require(URL(string: address)), fields: ["X-One": "1"], body: Data("{}".utf8)))
        #expect(response.status == 201)
        let request = try #require(session.requests.first)
        #expect(request.httpMethod == "PATCH")
        #expect(request.url?.absoluteString == address)
        #expect(request.value(forHTTPHeaderField: "X-One") == "1")
        #expect(request.httpBody == Data("{}".utf8))
        #expect(request.timeoutInterval >= 3_600)
        #expect(!request.httpShouldHandleCookies)
        #expect(request.cachePolicy == .reloadIgnoringLocalCacheData)
        #expect(request.value(forHTTPHeaderField: "Connection") == nil)
    }

    @Test(arguments: [HTTPMethod.get, .head])
    func `a read with a body is refused before anything is sent`(_ method: HTTPMethod) async throws {
        let session = FakeSession { try FakeSession.answer(to: $0) }
        let transport = URLSessionTransport(session: session)
        let request = HTTPRequest(method: method, url: try #require(URL(string: address)), body: Data("x".utf8))
        let error = await #expect(throws: TransportError.self) { try await transport.send(request) }
        #expect(error?.kind == .refusedLocally)
        #expect(error?.isRequestKnownUnsent == true)
        #expect(error?.detail == "URLSession sends no body with \(method); use another method or transport")
        #expect(session.requests.isEmpty)
    }

    @Test(
        arguments: [
            (-1003, TransportError.Kind.dns, true), (-1006, .dns, true), (-1004, .cannotConnect, true),
            (-1009, .cannotConnect, true), (-1001, .timedOut, false), (-1005, .interrupted, false),
            (-1011, .interrupted, false), (-1, .interrupted, false), (-1200, .tls, true), (-1202, .tls, true),
            (-1017, .badResponse, false), (-1016, .badResponse, false), (-1002, .badResponse, false),
            (-999, .interrupted, false),
        ])
    func `platform codes become kinds`(_ code: Int, _ kind: TransportError.Kind, _ isKnownUnsent: Bool) async throws {
        let transport = URLSessionTransport(session: FakeSession { _ in throw Self.platformError(code) })
        let request = HTTPRequest(
            url: try #require(URL(string: address)), fields: ["Authorization": "Bearer secretname"])
        let error = await #expect(throws: TransportError.self) { try await transport.send(request) }
        #expect(error?.kind == kind)
        #expect(error?.isRequestKnownUnsent == isKnownUnsent)
        #expect(error?.detail.contains("URLSession \(code)") == true)
        if let error {
            var dumped = ""
            dump(error, to: &dumped)
            let shown = "\(error) \(String(reflecting: error)) \(error.localizedDescription) \(dumped)"
            #expect(!shown.contains("secretname"))
        }
    }

    @Test func `a cancelled task ends with CancellationError, whatever the platform says`() async throws {
        let transport = URLSessionTransport(
            session: FakeSession { _ in
                // Ends when the task is cancelled, the way the platform does.
                try? await Task.sleep(for: .seconds(30))
                throw Self.platformError(-999)
            })
        let request = HTTPRequest(url: try #require(URL(string: address)))
        let task = Task { try await transport.send(request) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `another error than the platform's is not passed on`() async throws {
        struct Revealing: Error { let address: String }
        let transport = URLSessionTransport(session: FakeSession { [address] _ in throw Revealing(address: address) })
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(HTTPRequest(url: try #require(URL(string: address))))
        }
        #expect(error?.kind == .interrupted)
        #expect(error?.description.contains("secretname") == false)
    }

    @Test func `an answer that is not HTTP is refused`() async throws {
        let session = FakeSession { request in
            (
                Data(),
                URLResponse(
                    url: try #require(request.url), mimeType: nil, expectedContentLength: 0, textEncodingName: nil)
            )
        }
        let error = await #expect(throws: TransportError.self) {
            try await URLSessionTransport(session: session).send(HTTPRequest(url: try #require(URL(string: address))))
        }
        #expect(error?.kind == .badResponse)
    }

    @Test func `an answer over the ceiling is refused`() async throws {
        let session = FakeSession { try FakeSession.answer(to: $0, body: Data(count: 101)) }
        let error = await #expect(throws: TransportError.self) {
            try await URLSessionTransport(session: session, maximumBodyBytes: 100)
                .send(HTTPRequest(url: try #require(URL(string: address))))
        }
        #expect(error == TransportError(.badResponse, detail: "the answer is larger than the limit of 100 bytes"))
    }

    @Test func `the form of an inflated answer is not called packed any more`() async throws {
        let session = FakeSession {
            try FakeSession.answer(
                to: $0, fields: ["Content-Encoding": "gzip", "Content-Length": "20", "ETag": "1"],
                body: Data("long text".utf8))
        }
        let response = try await URLSessionTransport(session: session)
            .send(HTTPRequest(url: try #require(URL(string: address))))
        #expect(response.fields["Content-Encoding"] == nil)
        #expect(response.fields["Content-Length"] == nil)
        #expect(response.fields["ETag"] == "1")
    }

    @Test func `the answer to HEAD keeps what it says about the body`() async throws {
        let session = FakeSession {
            try FakeSession.answer(to: $0, fields: ["Content-Encoding": "gzip", "Content-Length": "20"])
        }
        let response = try await URLSessionTransport(session: session)
            .send(HTTPRequest(method: .head, url: try #require(URL(string: address))))
        #expect(response.fields["Content-Length"] == "20")
    }

    @Test func `the transport reads well where one is wanted`() {
        func client(transport: some HTTPTransport) -> String { "\(type(of: transport))" }
        #expect(client(transport: .urlSession) == "URLSessionTransport")
    }

    private static func platformError(_ code: Int) -> any Error {
        URLError(
            // Failable on Linux only.
            (URLError.Code(rawValue: code) as URLError.Code?) ?? .unknown,
            userInfo: [
                "NSErrorFailingURLStringKey": "https://graph.example/?$filter=secretname",
                NSLocalizedDescriptionKey: "could not load secretname",
            ])
    }
}

/// Stands in for `URLSession`.
private final class FakeSession: URLSessionProtocol, Sendable {
    typealias Answer = @Sendable (URLRequest) async throws -> (Data, URLResponse)

    private let answer: Answer
    private let seen = Mutex<[URLRequest]>([])

    init(_ answer: @escaping Answer) { self.answer = answer }

    var requests: [URLRequest] { seen.withLock { $0 } }

    func data(
        for request: URLRequest, delegate: (any URLSessionTaskDelegate)?
    ) async throws -> (Data, URLResponse) {
        seen.withLock { $0.append(request) }
        return try await answer(request)
    }

    static func answer(
        to request: URLRequest, status: Int = 200, fields: [String: String] = [:], body: Data = Data()
    ) throws -> (Data, URLResponse) {
        let url = try #require(request.url)
        let response = HTTPURLResponse(url: url, statusCode: status, httpVersion: "HTTP/1.1", headerFields: fields)
        return (body, try #require(response))
    }
}
