public import Foundation

/// Scheme, host and port: the boundary that a token never crosses and that a link from a server is not followed across.
public struct Origin: Hashable, Sendable, CustomStringConvertible {
    /// `https`, or `http` for a loopback host.
    public let scheme: String
    /// The host in lower case.
    public let host: String
    /// The port, the scheme's own when the address names none.
    public let port: Int

    /// The origin of an absolute http or https address; `nil` for anything else.
    public init?(_ url: URL) {
        guard let scheme = url.scheme?.lowercased(), scheme == "https" || scheme == "http",
            let host = url.host(percentEncoded: false)?.lowercased(), !host.isEmpty
        else { return nil }
        self.scheme = scheme
        self.host = host
        port = url.port ?? (scheme == "https" ? 443 : 80)
    }

    /// Whether requests may go there: https anywhere, plain http on the local machine only.
    public var isAcceptable: Bool { scheme == "https" || isLoopback }

    /// Whether the host is this machine.
    public var isLoopback: Bool {
        host == "localhost" || host == "::1" || host == "[::1]" || host.hasSuffix(".localhost")
            || (host.hasPrefix("127.") && host.split(separator: ".").count == 4
                && host.allSatisfy { $0.isNumber || $0 == "." })
    }

    /// `scheme://host:port`, without the port where it is the scheme's own.
    public var description: String {
        port == (scheme == "https" ? 443 : 80) ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
    }
}
