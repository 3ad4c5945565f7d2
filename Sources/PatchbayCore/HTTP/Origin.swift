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
            let host = url.host(percentEncoded: false)?.lowercased().trimmingCharacters(
                in: CharacterSet(charactersIn: "[]")),
            !host.isEmpty, host.utf8.allSatisfy(Self.isPlain)
        else { return nil }
        let port = url.port ?? (scheme == "https" ? 443 : 80)
        guard (1...65_535).contains(port) else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    /// Letters, digits and the few signs of names and addresses. A host with anything else (an escaped slash, say) is read
    /// in different ways by different programs, so it is no host for a token.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"):
            true
        default: false
        }
    }

    /// Whether requests may go there: https anywhere, plain http on the local machine only.
    public var isAcceptable: Bool { scheme == "https" || isLoopback }

    /// Whether the host is this machine: `localhost`, `::1` or an address in 127.0.0.0/8. A name under `.localhost` is not taken
    /// for it, because not every resolver keeps such names on the machine.
    public var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// `scheme://host:port`, without the port where it is the scheme's own.
    public var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (scheme == "https" ? 443 : 80) ? "\(scheme)://\(name)" : "\(scheme)://\(name):\(port)"
    }
}
