#if AsyncHTTPClient
    import AsyncHTTPClient
    import Foundation
    import PatchbayAsyncHTTPClient
    import PatchbayCore
    import PatchbayTesting
    import Testing

    extension `Over real sockets` {
        /// One more than the others are held to: see ``HTTPTransportConformance/answersCutInTheHead``.
        @Test(
            arguments:
                HTTPTransportConformance.requirements + [
                    HTTPTransportConformance.answersCutInTheHead, HTTPTransportConformance.noRepeats,
                ])
        func `AsyncHTTPClient keeps the contract of a transport`(
            _ requirement: HTTPTransportConformance.Requirement
        ) async throws {
            let client = HTTPClient(configuration: .patchbay(maximumBodyBytes: 1 << 20))
            let failures = await HTTPTransportConformance.check([requirement], bodyCeiling: 1 << 20) {
                AsyncHTTPClientTransport(client: client, maximumBodyBytes: 1 << 20)
            }
            try await client.shutdown()
            #expect(failures == [])
        }

        @Test func `AsyncHTTPClient is used as the guide shows`() async throws {
            let server = try LoopbackServer()
            let request = HTTPRequest(url: try #require(URL(string: server.url("/fast"))))
            // guide: client
            let client = HTTPClient(configuration: .patchbay(concurrency: 24))
            let transport = AsyncHTTPClientTransport(client: client)
            let response = try await transport.send(request)
            try await client.shutdown()  // when the last transport over it is done
            // guide: end
            #expect(response.status == 200)
            await server.stop()
        }

        @Test func `AsyncHTTPClient as it comes follows redirects and does not inflate, and is found out`() async throws
        {
            let client = HTTPClient()
            let failures = await HTTPTransportConformance.check([
                HTTPTransportConformance.redirects, HTTPTransportConformance.compressedAnswers,
            ]) { AsyncHTTPClientTransport(client: client) }
            try await client.shutdown()
            #expect(Set(failures.map(\.requirement)).count == 2)
        }

        @Test func `AsyncHTTPClient asks for no compression where the client does not inflate`() async throws {
            let client = HTTPClient()
            let failures = await HTTPTransportConformance.check([HTTPTransportConformance.requestFields]) {
                AsyncHTTPClientTransport(client: client, clientInflates: false)
            }
            let server = try LoopbackServer()
            let url = try #require(URL(string: server.url("/echo")))
            _ = try await AsyncHTTPClientTransport(client: client, clientInflates: false)
                .send(HTTPRequest(url: url, fields: [LoopbackServer.tagField: "1"]))
            try await client.shutdown()
            #expect(failures == [])
            #expect(server.visits(tagged: "1").first?.values(of: "Accept-Encoding") == [])
            await server.stop()
        }

        @Test func `AsyncHTTPClient: an answer that was redirected is refused, though it is 200`() async throws {
            let client = HTTPClient()
            let server = try LoopbackServer()
            let url = try #require(URL(string: server.url("/redirect?to=/fast")))
            let error = await #expect(throws: TransportError.self) {
                try await AsyncHTTPClientTransport(client: client).send(HTTPRequest(url: url))
            }
            try await client.shutdown()
            await server.stop()
            #expect(error?.kind == .badResponse)
            #expect(error?.detail.contains("followed a redirect") == true)
        }

        @Test func `AsyncHTTPClient: what the client does not send is refused as known unsent`() async throws {
            let client = HTTPClient(configuration: .patchbay())
            let transport = AsyncHTTPClientTransport(client: client)
            let refused: [(String, HTTPFields)] = [
                ("ftp://127.0.0.1/x?code=secretname", [:]),
                ("http://127.0.0.1:1/x?code=secretname", ["X-Bad": "a\nsecretname"]),
            ]
            for (text, fields) in refused {
                let url = try #require(URL(string: text))
                let error = await #expect(throws: TransportError.self) {
                    try await transport.send(HTTPRequest(url: url, fields: fields))
                }
                #expect(error?.kind == .refusedLocally)
                #expect(error?.isRequestKnownUnsent == true)
                #expect(error.map { "\($0)" }?.contains("secretname") == false)
            }
            try await client.shutdown()
            let url = try #require(URL(string: "http://127.0.0.1:1/"))
            let error = await #expect(throws: TransportError.self) { try await transport.send(HTTPRequest(url: url)) }
            #expect(error?.kind == .refusedLocally)
        }
    }
#endif
