import Foundation
public import PatchbayCore

/// A pass to the event socket. Source: RingCentral `notifications/websockets/subscribing`.
public struct EventSocketToken: Hashable, Sendable {
    /// The pass itself; good once.
    public let token: Secret
    /// Where the socket is.
    public let uri: String
    /// How long the pass is good for. Only this number counts; the guides say 30 and 600 seconds.
    public let lifetime: Duration

    /// Makes a pass, for tests and stubs.
    public init(token: Secret, uri: String, lifetime: Duration) {
        self.token = token
        self.uri = uri
        self.lifetime = lifetime
    }

    /// The address to open, as a secret, since it carries the pass.
    ///
    /// - Parameter recovery: the newest recovery token of a socket that broke, to get the events missed meanwhile.
    ///
    /// Source: RingCentral `notifications/websockets/session-recovery`.
    public func address(recovering recovery: EventSocketMessage.Recovery? = nil) -> Secret {
        var query = Query()
        token.reveal { query.append("access_token", $0) }
        recovery?.token.reveal { query.append("wsc", $0) }
        return Secret(uri + (uri.contains("?") ? "&" : "?") + query.encoded)
    }
}

extension EventSocketToken: Decodable {
    private enum CodingKeys: String, CodingKey { case ws_access_token, uri, expires_in }

    /// Reads a pass.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let seconds = try container.decodeIfPresent(LenientID.self, forKey: .expires_in)
            .flatMap { Int64($0.description) }
        self.init(
            token: Secret(try container.decode(String.self, forKey: .ws_access_token)),
            uri: try container.decode(String.self, forKey: .uri), lifetime: .seconds(seconds ?? 30))
    }
}
