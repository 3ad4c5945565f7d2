/// An app in the tenant's Teams catalogue.
public struct CatalogApp: Hashable, Sendable {
    /// The id in this catalogue.
    public var id: String
    /// The name.
    public var displayName: String
    /// `store` or `organization`.
    public var distributionMethod: String
    /// The manifest's id; `nil` for store apps, as Graph returns it (microsoft-graph-docs #16163).
    public var externalID: String?
    /// The newest version.
    public var version: String
    /// The Entra app that the manifest names.
    public var clientAppID: String?
    /// Resource-specific permissions that an install must consent to.
    public var requiredConsent: [String]

    /// Makes an app.
    public init(
        id: String, displayName: String, distributionMethod: String = "store", externalID: String? = nil,
        version: String = "2.0.0", clientAppID: String? = nil, requiredConsent: [String] = []
    ) {
        self.id = id
        self.displayName = displayName
        self.distributionMethod = distributionMethod
        self.externalID = externalID
        self.version = version
        self.clientAppID = clientAppID
        self.requiredConsent = requiredConsent
    }

    /// The catalogue that a cloud has if none is given. The first app is the one to install; its id is made from the seed, as
    /// the real one is not published.
    static func standard(seed: UInt64) -> [CatalogApp] {
        func id(_ index: Int) -> String { GUID(seed: seed, kind: .catalogApp, index: index).description }
        return [
            CatalogApp(id: id(0), displayName: "RingCentral", version: "3.2.0", clientAppID: id(100)),
            CatalogApp(id: id(1), displayName: "RingCentral Events", version: "1.4.1"),
            CatalogApp(id: id(2), displayName: "Whiteboard", version: "7.0.0"),
            CatalogApp(
                id: id(3), displayName: "Fabrikam Intranet", distributionMethod: "organization", externalID: id(103)),
            CatalogApp(
                id: id(4), displayName: "Fabrikam Room Finder", distributionMethod: "organization", externalID: id(104),
                requiredConsent: ["TeamsActivity.Send.User"]),
        ]
    }
}
