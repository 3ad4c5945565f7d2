#if WebSocket
    import Foundation
    import NIOCore
    import PatchbayCore

    /// The address of a WebSocket, taken apart. What follows the host stays a secret: the pass is in it.
    struct WebSocketAddress: Sendable {
        let host: String
        let port: Int
        let isSecure: Bool
        /// The field `Host`.
        let hostField: String
        /// Path and query.
        let target: Secret

        /// Takes an address apart.
        ///
        /// - Throws: `TransportError` of kind `refusedLocally`, without a word of the address.
        init(_ address: Secret) throws {
            self = try address.reveal { text in
                guard var parts = URLComponents(string: text, encodingInvalidCharacters: false),
                    let scheme = parts.scheme?.lowercased(), scheme == "wss" || scheme == "ws",
                    parts.user == nil, parts.password == nil
                else { throw Self.refusal("this is no address of a WebSocket") }
                parts.scheme = scheme == "wss" ? "https" : "http"
                guard let url = parts.url, let origin = Origin(url) else {
                    throw Self.refusal("the host of the WebSocket is no host")
                }
                guard origin.isAcceptable else {
                    throw Self.refusal(
                        "a WebSocket without TLS goes to this machine only; its address must begin with wss")
                }
                let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
                return Self(origin, target: Secret(path + (parts.percentEncodedQuery.map { "?" + $0 } ?? "")))
            }
        }

        private init(_ origin: Origin, target: Secret) {
            (host, port, isSecure) = (origin.host, origin.port, origin.scheme == "https")
            hostField = String(origin.description.dropFirst(origin.scheme.count + 3))
            self.target = target
        }

        /// The name that the certificate must bear; `nil` for a host that is a number, which is then compared itself.
        var nameToVerify: String? {
            if case .success = Result(catching: { try SocketAddress(ipAddress: host, port: port) }) { return nil }
            return host
        }

        private static func refusal(_ words: String) -> TransportError {
            TransportError(.refusedLocally, detail: words)
        }
    }
#endif
