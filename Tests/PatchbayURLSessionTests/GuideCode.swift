import Foundation
import PatchbayCore
import PatchbayTesting
import PatchbayURLSession
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

// guide: recording
/// Writes down what was asked, how it was answered and how long that took, and leaves everything else to another transport.
struct RecordingTransport: HTTPTransport {
    let next: any HTTPTransport
    let write: @Sendable (String) -> Void

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let clock = ContinuousClock()
        let start = clock.now
        do {
            let response = try await next.send(request)
            write("\(request) \(response.status) after \(clock.now - start)")  // no query, no token, no body
            return response
        } catch {
            write("\(request) failed after \(clock.now - start): \(error)")
            throw error  // a cancellation too: it must come out as it is
        }
    }
}
// guide: end

extension `Over real sockets` {
    // guide: conformance
    @Test(arguments: HTTPTransportConformance.requirements)
    func `the recording transport`(must requirement: HTTPTransportConformance.Requirement) async {
        let failures = await HTTPTransportConformance.check([requirement], bodyCeiling: 1 << 20) {
            RecordingTransport(next: URLSessionTransport(maximumBodyBytes: 1 << 20)) { _ in }
        }
        #expect(failures == [])
    }
    // guide: end

    @Test func `a session of one's own, as in the guide, keeps what it was set up with and follows no redirects`()
        async throws
    {
        let key = "k-1"
        // guide: session
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.httpAdditionalHeaders = ["X-Gateway-Key": key]
        let session = URLSession(configuration: configuration, delegate: RedirectRefusal(), delegateQueue: nil)
        let transport = URLSessionTransport(session: session)
        // guide: end

        let server = try LoopbackServer()
        for path in ["/fast", "/redirect?to=/fast"] {
            let url = try #require(URL(string: server.url(path)))
            let response = try await transport.send(HTTPRequest(url: url))
            #expect(response.status == (path == "/fast" ? 200 : 302))
        }
        #expect(server.visits.map { $0.values(of: "X-Gateway-Key") } == [[key], [key]])
        await server.stop()
    }
}

// guide: refusal
/// Linux asks the session's own delegate about redirects, and no other.
final class RedirectRefusal: NSObject, URLSessionTaskDelegate, Sendable {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
// guide: end
