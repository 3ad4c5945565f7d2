public import GraphClient
import PatchbayCore
public import RingCentralClient

/// The hosts that a firewall or a web proxy has to let through: for this program, and for the people who use the app.
///
/// Sources: Microsoft Graph `deployments`; RingCentral `basics/uris`, admin guide for the embedded app (network requirements, sections
/// 1, 15 and 16).
public struct NetworkHosts: Hashable, Sendable {
    /// What this program talks to, each with its port.
    public let forThisProgram: [String]
    /// What the embedded app and its plugin come from, beside Microsoft's own.
    public let forUsers: [String]

    /// The hosts of a cloud and a RingCentral server.
    public init(cloud: Cloud, ringCentral: RingCentral?) {
        var hosts = [cloud.authority.origin, cloud.graph.origin].map { "\($0.host):\($0.port)" }
        if let ringCentral {
            let origin = ringCentral.pipeline.root.origin
            hosts.append("\(origin.host):\(origin.port)")
        }
        forThisProgram = hosts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        forUsers = ["teams.ringcentral.com:443", "service.ringcentral.com:443", "login.ringcentral.com:443"]
    }

    static func finding(_ cloud: Cloud, _ ringCentral: RingCentral?) -> Finding {
        let hosts = NetworkHosts(cloud: cloud, ringCentral: ringCentral)
        return Finding(
            "network.hosts", "The network lets users' machines through", .unknown,
            detail:
                "This program: \(hosts.forThisProgram.joined(separator: ", ")). Users: \(hosts.forUsers.joined(separator: ", ")).",
            remedy: Remedy(
                "What the network lets through is not seen from here. Allow these hosts, and the address ranges of RingCentral's network requirements, sections 1 (IP supernets), 15 (integration services) and 16 (SIP trunks)."
            ))
    }
}
