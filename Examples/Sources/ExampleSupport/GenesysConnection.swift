import Foundation
public import GenesysClient
import PatchbayCore
import PatchbaySimulator
import PatchbayURLSession

extension Settings {
    /// Whether anything about a Genesys Cloud organization is set.
    public var namesGenesys: Bool {
        ["GENESYSCLOUD_REGION", "GENESYSCLOUD_OAUTHCLIENT_ID", "GENESYSCLOUD_OAUTHCLIENT_SECRET"].contains {
            self[$0] != nil
        }
    }
}

extension Connection {
    /// Genesys Cloud as the environment names it; on the simulated cloud its organization.
    ///
    /// - Throws: ``PatchbayCore/ConfigurationError`` that names the variable that is wrong or missing.
    public func genesys(_ options: CommonOptions, settings: Settings = Settings()) throws -> Genesys {
        let limits = GenesysLimits.published.mapValues { $0.scaled(by: options.limitScale) }
        if let simulated {
            let account = simulated.settings.genesys
            let region = try GenesysRegion(account.region)
            let transport = simulated.transport
            return Genesys(
                .clientCredentials(
                    clientID: account.clientID, secret: Secret(account.clientSecret), region: region,
                    transport: transport),
                clientID: account.clientID, region: region, transport: transport, limits: limits)
        }
        let id = try settings.required("GENESYSCLOUD_OAUTHCLIENT_ID", for: "to name the Genesys Cloud OAuth client")
        let secret = try settings.required(
            "GENESYSCLOUD_OAUTHCLIENT_SECRET", for: "to sign in to Genesys Cloud as that client")
        let api = try settings["GENESYS_ENDPOINT"].map { try ServiceRoot($0, named: "GENESYS_ENDPOINT") }
        let login = try settings["GENESYS_LOGIN_ENDPOINT"].map {
            try ServiceRoot($0, named: "GENESYS_LOGIN_ENDPOINT")
        }
        let region: GenesysRegion
        if let api, let login {
            region = GenesysRegion(api: api, login: login)
        } else {
            let named = try GenesysRegion(
                try settings.required("GENESYSCLOUD_REGION", for: "to find the Genesys Cloud organization"))
            region = GenesysRegion(api: api ?? named.api, login: login ?? named.login)
        }
        let transport = URLSessionTransport()
        return Genesys(
            .clientCredentials(clientID: id, secret: Secret(secret), region: region, transport: transport),
            clientID: id, region: region, transport: transport, limits: limits)
    }
}
