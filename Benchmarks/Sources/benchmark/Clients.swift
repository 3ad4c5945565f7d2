import Foundation
import GraphClient
import PatchbayCore
import PatchbayURLSession

#if AHC
    import AsyncHTTPClient
    import PatchbayAsyncHTTPClient
#endif

struct Unavailable: Error, CustomStringConvertible {
    let description: String
}

enum Clients {
    /// Runs with a client of Microsoft Graph over a transport.
    static func withGraph<Value>(
        port: String, transport: String, concurrency: Int = 24, _ body: (Graph) async throws -> Value
    ) async throws -> Value {
        switch transport {
        case "socket": return try await body(graph(port: port, SocketTransport(port: port)))
        case "urlsession": return try await body(graph(port: port, URLSessionTransport()))
        #if AHC
            case "ahc":
                let client = HTTPClient(configuration: .patchbay(concurrency: concurrency))
                do {
                    let value = try await body(graph(port: port, AsyncHTTPClientTransport(client: client)))
                    try await client.shutdown()
                    return value
                } catch {
                    try? await client.shutdown()
                    throw error
                }
        #endif
        default: throw Unavailable(description: "no transport “\(transport)” in this build")
        }
    }

    /// A client without limits: what is measured is the work, not the pace.
    static func graph(port: String, _ transport: some HTTPTransport) throws -> Graph {
        let root = try ServiceRoot("http://127.0.0.1:\(port)")
        return Graph(
            FixedCredential(Secret("token")), tenant: "contoso.example", clientID: "app",
            cloud: .custom(graph: root, authority: root), transport: transport, limits: [:])
    }
}
