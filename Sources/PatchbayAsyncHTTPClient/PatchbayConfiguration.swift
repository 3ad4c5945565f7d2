#if AsyncHTTPClient
    public import AsyncHTTPClient
    import NIOCore
    import NIOHTTPCompression

    extension HTTPClient.Configuration {
        /// A client as Patchbay wants it: no redirects (a token would travel along), answers inflated up to a limit, as many connections as
        /// the pace needs, and no attempts of its own to connect again: retrying is the pipeline's.
        ///
        /// - Parameters:
        ///   - concurrency: how many requests to one host may be under way at once. About rate × latency: 24 is what 30 requests a second of
        ///     0.8 s each need; AsyncHTTPClient's own default is 8.
        ///   - maximumBodyBytes: how far one answer may be inflated. Not less than the transport's own limit.
        public static func patchbay(concurrency: Int = 24, maximumBodyBytes: Int = 64 << 20) -> HTTPClient.Configuration
        {
            var configuration = HTTPClient.Configuration(
                redirectConfiguration: .disallow, decompression: .enabled(limit: .size(maximumBodyBytes)))
            configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, concurrency)
            configuration.connectionPool.retryConnectionEstablishment = false
            configuration.timeout.connect = .seconds(20)
            return configuration
        }
    }
#endif
