#if AsyncHTTPClient
    public import AsyncHTTPClient
    import Foundation
    import NIOCore
    import NIOHTTP1
    public import PatchbayCore

    /// The transport over AsyncHTTPClient: the one for servers. On Linux it needs a seventh of the processor time of `URLSession` for each
    /// request, keeps repeated header fields apart, and sends nothing twice.
    ///
    /// The client is yours: you make it, share it, and shut it down when the last transport over it is done.
    ///
    /// ```swift
    /// let client = HTTPClient(configuration: .patchbay())
    /// let transport = AsyncHTTPClientTransport(client: client)
    /// let graph = Graph(credential, tenant: tenant, clientID: clientID, transport: transport)
    /// // …
    /// try await client.shutdown()
    /// ```
    ///
    /// Needs the package trait `AsyncHTTPClient`.
    public struct AsyncHTTPClientTransport: HTTPTransport {
        private let client: HTTPClient
        private let maximumBodyBytes: Int
        private let clientInflates: Bool

        /// Makes a transport over a client.
        ///
        /// - Parameters:
        ///   - client: what sends the requests, best made with the configuration `.patchbay()`. With one of your own, mind two settings:
        ///     redirects must be disallowed (an answer that was redirected is refused here, after the fact), and
        ///     `retryConnectionEstablishment` should be off, or a refused connection is only reported when the time limit is up.
        ///   - maximumBodyBytes: the largest answer to accept, inflated; anything larger is a ``TransportError`` of kind `badResponse`.
        ///   - clientInflates: whether the client inflates answers, as one made with `.patchbay()` does. They are asked for in that form then
        ///     (`Accept-Encoding: gzip, deflate`), which pays on any link below some gigabits a second.
        public init(client: HTTPClient, maximumBodyBytes: Int = 64 << 20, clientInflates: Bool = true) {
            self.client = client
            self.maximumBodyBytes = maximumBodyBytes
            self.clientInflates = clientInflates
        }

        /// Sends a request and returns the whole response, whatever its status.
        ///
        /// - Throws: ``TransportError``; `CancellationError` if the task is cancelled.
        public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            try Task.checkCancellation()
            do {
                let response = try await client.execute(clientRequest(request), deadline: .distantFuture)
                guard response.history.count <= 1 else {
                    throw TransportError(
                        .badResponse,
                        detail: "the client followed a redirect; make it with the configuration .patchbay()")
                }
                let body = try await body(of: response)
                return HTTPResponse(
                    status: Int(response.status.code), fields: fields(of: response, hasBody: !body.isEmpty), body: body)
            } catch {
                throw ClientErrorTranslation.error(for: error, isCancelled: Task.isCancelled)
            }
        }

        private func clientRequest(_ request: HTTPRequest) -> HTTPClientRequest {
            var made = HTTPClientRequest(url: request.url.absoluteString)
            made.method = .RAW(value: request.method.rawValue)
            for field in request.fields { made.headers.add(name: field.name, value: field.value) }
            if clientInflates, request.fields["Accept-Encoding"] == nil {
                made.headers.add(name: "Accept-Encoding", value: "gzip, deflate")
            }
            if let body = request.body, !body.isEmpty { made.body = .bytes(ByteBuffer(bytes: body)) }
            return made
        }

        private func body(of response: HTTPClientResponse) async throws -> Data {
            var body = Data()
            for try await piece in response.body {
                guard body.count + piece.readableBytes <= maximumBodyBytes else {
                    throw TransportError(
                        .badResponse, detail: "the answer is larger than the limit of \(maximumBodyBytes) bytes")
                }
                body.append(contentsOf: piece.readableBytesView)
            }
            return body
        }

        private func fields(of response: HTTPClientResponse, hasBody: Bool) -> HTTPFields {
            let all = response.headers.lazy.map { ($0.name, $0.value) }
            guard hasBody, clientInflates, response.headers.contains(name: "Content-Encoding") else {
                return HTTPFields(all)
            }
            // Once inflated, neither the form nor the length is what these fields say.
            return HTTPFields(
                all.filter { name, _ in !["content-encoding", "content-length"].contains(name.lowercased()) })
        }
    }

#else
    /// The transport over AsyncHTTPClient, which this build of the package does not include.
    @available(
        *, unavailable,
        message: "Enable the package trait AsyncHTTPClient: .package(url: …, traits: [\"AsyncHTTPClient\"])."
    )
    public struct AsyncHTTPClientTransport: Sendable {
        /// Not in this build.
        public init<Client>(client: Client, maximumBodyBytes: Int = 0, clientInflates: Bool = true) {}
    }
#endif
