import Foundation
import PatchbayCore
import PatchbayTesting
import PatchbayURLSession
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Everything that uses sockets runs one after the other: several checks measure how long something takes.
@Suite(.serialized) struct `Over real sockets` {
    @Test(arguments: HTTPTransportConformance.requirements)
    func `URLSession keeps the contract of a transport`(_ requirement: HTTPTransportConformance.Requirement) async {
        let failures = await HTTPTransportConformance.check([requirement], bodyCeiling: 1 << 20) {
            URLSessionTransport(maximumBodyBytes: 1 << 20)
        }
        #expect(failures == [])
    }

    @Test(arguments: Fault.all)
    func `a transport with a fault is found out`(_ fault: Fault) async {
        let failures = await HTTPTransportConformance.check([fault.requirement], bodyCeiling: 1 << 20) {
            fault.makeTransport()
        }
        #expect(
            failures.contains { $0.description.contains(fault.finding) },
            "“\(fault.finding)” is in none of \(failures)")
        #expect(failures.allSatisfy { $0.requirement == fault.requirement.description })
    }

    @Test func `the whole suite can be run at once`() async {
        let failures = await HTTPTransportConformance.check([
            HTTPTransportConformance.methods, HTTPTransportConformance.redirects,
        ]) { FailingTransport() }
        #expect(Set(failures.map(\.requirement)).count == 2)
    }

    @Test func `a transport that cannot be made is a failure, not a crash`() async {
        let failures = await HTTPTransportConformance.check([HTTPTransportConformance.methods]) {
            throw TransportError(.refusedLocally, detail: "no client")
        }
        #expect(failures.map(\.description).contains { $0.contains("could not start") })
    }

    #if canImport(FoundationNetworking)
        @Test func `a session as it comes keeps cookies and follows redirects on Linux, and is found out`() async {
            let session = URLSession(configuration: .ephemeral)
            let failures = await HTTPTransportConformance.check([
                HTTPTransportConformance.nothingKept, HTTPTransportConformance.redirects,
                HTTPTransportConformance.redirectsElsewhere,
            ]) { URLSessionTransport(session: session) }
            #expect(Set(failures.map(\.requirement)).count == 3)
            #expect(failures.contains { $0.observation.hasPrefix("the token was handed to the other server") })
        }
    #endif

    @Test func `an injected session that was redirected to another origin is refused, though the answer is 200`()
        async throws
    {
        let (first, second) = (try LoopbackServer(), try LoopbackServer())
        let transport = URLSessionTransport(session: ObedientSession())
        let url = try #require(
            URL(string: first.url("/redirect?to=" + second.url("/fast").replacing(":", with: "%3A"))))
        let error = await #expect(throws: TransportError.self) { try await transport.send(HTTPRequest(url: url)) }
        #expect(error?.kind == .badResponse)
        #expect(error?.isRequestKnownUnsent == false)
        #expect(error?.detail.contains("redirect to http://127.0.0.1:\(second.port)") == true)
        await first.stop()
        await second.stop()
    }

    @Test func `the server ends cleanly while clients hang`() async throws {
        let server = try LoopbackServer()
        let clients = (0..<20).compactMap { _ in URL(string: server.url("/hang")) }.map { url in
            Task { try await URLSessionTransport().send(HTTPRequest(url: url, fields: [LoopbackServer.tagField: "x"])) }
        }
        #expect(await server.wait(for: "x", to: .request))
        let clock = ContinuousClock()
        let took = await clock.measure { await server.stop() }
        #expect(took < .seconds(2))
        for client in clients {
            await #expect(throws: TransportError.self) { try await client.value }
        }
    }
}

/// Answers nothing.
private struct FailingTransport: HTTPTransport {
    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        throw TransportError(.cannotConnect, detail: "never")
    }
}

/// Follows redirects whatever it is told, as a session does whose delegate is not asked.
private struct ObedientSession: URLSessionProtocol {
    func data(
        for request: URLRequest, delegate: (any URLSessionTaskDelegate)?
    ) async throws -> (Data, URLResponse) {
        try await URLSession.shared.data(for: request, delegate: nil)
    }
}
