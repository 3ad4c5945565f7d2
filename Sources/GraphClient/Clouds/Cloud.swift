public import PatchbayCore

/// One of Microsoft's clouds: where Graph and the identity service are, and what is offered there.
///
/// Tokens, app registrations and ids are not shared between clouds. GCC uses ``global``.
/// Sources: Microsoft Graph `deployments`, `teamwork-national-cloud-differences`; Microsoft identity platform
/// `authentication-national-cloud`.
public struct Cloud: Hashable, Sendable {
    /// What differs from cloud to cloud.
    public enum Feature: String, Hashable, Sendable, Codable, CaseIterable {
        /// Listing, installing, upgrading and removing a user's Teams apps with application permissions.
        case appInstallation
        /// Reading and setting presence.
        case presence
        /// Being notified of presence.
        case presenceSubscriptions
        /// The Teams administration calls.
        case teamsAdministration
    }

    /// A name for people.
    public let name: String
    /// Graph's address; every request, every bind address and the token's scope start with it.
    public let graph: ServiceRoot
    /// The identity service's address.
    public let authority: ServiceRoot
    /// What is offered there to an application.
    public let features: Set<Feature>

    private init(_ name: String, graph: ServiceRoot, authority: ServiceRoot, features: Set<Feature>) {
        self.name = name
        self.graph = graph
        self.authority = authority
        self.features = features
    }

    /// Everybody's cloud, and GCC.
    public static let global = Cloud(
        "the global cloud", graph: known("https://graph.microsoft.com"),
        authority: known("https://login.microsoftonline.com"), features: Set(Feature.allCases))
    /// US Government L4 (GCC High). Apps cannot be installed with application permissions there.
    public static let gccHigh = Cloud(
        "GCC High", graph: known("https://graph.microsoft.us"), authority: known("https://login.microsoftonline.us"),
        features: [.presence])
    /// US Government L5 (DoD). Apps cannot be installed with application permissions there.
    public static let dod = Cloud(
        "the DoD cloud", graph: known("https://dod-graph.microsoft.us"),
        authority: known("https://login.microsoftonline.us"), features: [.presence])
    /// China, operated by 21Vianet. Neither Teams app installation nor presence is offered there.
    public static let china = Cloud(
        "the China cloud", graph: known("https://microsoftgraph.chinacloudapi.cn"),
        authority: known("https://login.partner.microsoftonline.cn"), features: [])

    /// Other addresses: the simulated cloud on loopback, a test server, a recording proxy.
    public static func custom(
        graph: ServiceRoot, authority: ServiceRoot, features: Set<Feature> = Set(Feature.allCases)
    ) -> Cloud {
        Cloud("the cloud at \(graph.origin)", graph: graph, authority: authority, features: features)
    }

    /// The same cloud with other features, for what the table of application permissions does not know. In GCC High and DoD a
    /// signed-in administrator may install apps: `Cloud.gccHigh.offering([.appInstallation])` with a delegated credential.
    public func offering(_ more: Set<Feature>) -> Cloud {
        Cloud(name, graph: graph, authority: authority, features: features.union(more))
    }

    /// The cloud of two addresses. A tenant lives in one cloud, and a token for one is refused by another, so Microsoft's own
    /// addresses have to belong together; others are a test server's or a proxy's.
    ///
    /// - Parameters:
    ///   - graph: Graph's address; `nil` takes the one of the authority's cloud.
    ///   - authority: the identity service's address; `nil` takes the one of Graph's cloud, or Graph's own if that is not Microsoft's.
    /// - Throws: ``ConfigurationError`` if both are Microsoft's and of different clouds, or if the authority serves several clouds.
    public static func matching(graph: ServiceRoot?, authority: ServiceRoot?) throws(ConfigurationError) -> Cloud {
        let known: [Cloud] = [.global, .gccHigh, .dod, .china]
        // The aliases that Microsoft's own libraries take without asking. Source: microsoft-authentication-library-for-python.
        let aliases = [
            "https://login.windows.net": Cloud.global.authority.origin,
            "https://login.chinacloudapi.cn": Cloud.china.authority.origin,
        ]
        func canonical(_ root: ServiceRoot) -> String {
            let text = root.origin.description
            return aliases[text]?.description ?? text
        }
        guard let graph else {
            guard let authority else { return .global }
            let clouds = known.filter { $0.authority.origin.description == canonical(authority) }
            guard clouds.count <= 1 else {
                throw ConfigurationError(
                    "\(authority.origin) serves \(clouds.map(\.name).joined(separator: " and ")).",
                    remedy: "Name Graph's address too.", setting: "GRAPH_ENDPOINT")
            }
            return clouds.first ?? .custom(graph: authority, authority: authority)
        }
        guard let cloud = known.first(where: { $0.graph.origin == graph.origin }) else {
            return .custom(graph: graph, authority: authority ?? graph)
        }
        guard let authority else { return cloud }
        if canonical(authority) == cloud.authority.origin.description { return cloud }
        guard !known.contains(where: { $0.authority.origin.description == canonical(authority) }) else {
            throw ConfigurationError(
                "\(authority.origin) gives no tokens for \(graph.origin).",
                remedy: "For \(cloud.name) use \(cloud.authority.origin).", setting: "AZURE_AUTHORITY_HOST")
        }
        return .custom(graph: graph, authority: authority, features: cloud.features)
    }

    /// What to ask tokens for: everything that was consented to.
    public var defaultScope: String { graph.base + "/.default" }

    /// Lets pass what is offered, and refuses the rest before anything is sent.
    ///
    /// - Throws: ``ConfigurationError`` with the way around, where there is one.
    public func require(_ feature: Feature) throws(ConfigurationError) {
        guard !features.contains(feature) else { return }
        let (what, remedy) =
            switch feature {
            case .appInstallation where self.authority == Cloud.gccHigh.authority:
                (
                    "Teams apps cannot be installed with application permissions in \(name).",
                    "Sign in as an administrator (delegated permissions) or use the Teams admin center."
                )
            case .appInstallation:
                (
                    "Teams apps cannot be installed through Graph in \(name).",
                    "Use the Teams admin center, if the app is offered there."
                )
            case .presence:
                ("Presence is not offered in \(name).", "Use a tenant in a cloud that offers it.")
            case .presenceSubscriptions:
                ("Presence notifications are not offered in \(name).", "Poll presence instead.")
            case .teamsAdministration:
                (
                    "The Teams administration calls are not offered in \(name).",
                    "Use the Teams admin center or its PowerShell module."
                )
            }
        throw ConfigurationError(what, remedy: remedy)
    }

    /// The addresses above are constants of this file; a typing error in one of them is a defect, not a condition.
    private static func known(_ address: String) -> ServiceRoot {
        do { return try ServiceRoot(address) } catch { preconditionFailure("\(address): \(error)") }
    }
}
