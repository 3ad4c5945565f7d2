#if AsyncHTTPClient
    import AsyncHTTPClient
    import PatchbayAsyncHTTPClient
    import PatchbayCore
    import PatchbayTesting
    import Testing

    extension `Over real sockets` {
        /// One more than the others are held to: see ``HTTPTransportConformance/answersCutInTheHead``.
        @Test(arguments: HTTPTransportConformance.requirements + [HTTPTransportConformance.answersCutInTheHead])
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
    }
#endif
