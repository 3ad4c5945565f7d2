public import PatchbayCore

/// Telephone lines, to look at and never to change: SBC and trunks are the customer's own. Permission: `telephony:plugin:all`.
///
/// Source: Genesys Cloud Telephony Providers Edge API.
public struct Trunks: Sendable {
    let genesys: Genesys

    /// The trunks to the outside.
    public func external() throws(ConfigurationError) -> PagedSequence<Trunk> {
        try genesys.pages(
            Trunk.self, "/api/v2/telephony/providers/edges/trunks", query: ["trunkType": "EXTERNAL"],
            operation: "telephony.trunks")
    }
}

/// A trunk. Source: Genesys Cloud Telephony Providers Edge API, `Trunk`.
public struct Trunk: Hashable, Sendable, Decodable, Identifiable {
    /// The id.
    public var id: String
    /// The name.
    public var name: String?
    /// `active`, `inactive`, `deleted`; open.
    public var state: String?
    /// Whether its Edge is in use.
    public var enabled: Bool?
    /// Whether its settings put it in service.
    public var inService: Bool?
    /// Whether its connection stands.
    public var connectedStatus: Connection?
    /// Whether peers are asked whether they are there (SIP OPTIONS): `ENABLED`, or nothing is known about them.
    public var optionsEnabledStatus: String?
    /// What the peers answered.
    public var optionsStatus: [Answer]?
    /// The addresses of the peers, such as that of the SBC. Source: Genesys Cloud platform SDK, `Trunk`: a list of texts.
    public var proxyAddressList: [String]?

    /// A connection.
    public struct Connection: Hashable, Sendable, Decodable {
        /// Whether it stands.
        public var connected: Bool?
    }

    /// What a peer answered.
    public struct Answer: Hashable, Sendable, Decodable {
        /// Which peer.
        public var proxyAddress: String?
        /// Whether it answered well.
        public var optionState: Bool?
    }

    /// Whether calls can go through; `nil` where the trunk does not tell.
    public var carriesCalls: Bool? {
        if let state, state != "active" { return false }
        if enabled == false || inService == false { return false }
        if connectedStatus?.connected == false { return false }
        // A peer that is not asked says nothing, good or bad.
        guard optionsEnabledStatus == "ENABLED", let answers = optionsStatus, !answers.isEmpty else {
            return connectedStatus?.connected
        }
        let states = answers.map(\.optionState)
        if states.contains(false) { return false }
        return states.contains(nil) ? nil : true
    }
}
