import Foundation

/// An address that somebody wants to be notified at.
struct ReceiverAddress: Sendable {
    enum Refusal: Error {
        case notAnAddress
        /// Plain HTTP, which both services refuse. The machine's own addresses are excepted, as nobody has a certificate for them.
        case notSecure
        case outOfReach
        case noTransport
    }

    let url: URL

    init(_ text: String, in world: World) throws(Refusal) {
        guard let url = URL(string: text), let host = url.host(), !host.isEmpty,
            let scheme = url.scheme?.lowercased(), scheme == "https" || scheme == "http"
        else { throw .notAnAddress }
        let isHere = Self.isOfThisMachine(host)
        guard scheme == "https" || isHere else { throw .notSecure }
        guard isHere || world.settings.notifications.reach == .anywhere else { throw .outOfReach }
        guard world.canDeliver else { throw .noTransport }
        self.url = url
    }

    /// By number or as `localhost`. A name that only looks like a number leads anywhere.
    private static func isOfThisMachine(_ host: String) -> Bool {
        if ["localhost", "::1", "[::1]"].contains(host.lowercased()) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return parts.count == 4 && parts[0] == 127 && parts.allSatisfy { $0 != nil }
    }

    /// What is missing, for whoever set the simulated cloud up.
    static let noTransport =
        "This simulated cloud has nothing to send notifications with. Give it a transport: SimulatedCloud(settings, delivery: transport)."
    static let outOfReach =
        "This simulated cloud only sends to addresses of this machine; its settings (notifications.reach) can allow others."
}
