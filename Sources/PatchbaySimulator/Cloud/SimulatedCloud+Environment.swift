extension CloudSettings {
    /// The variables that point a program at this cloud, under the names that the ecosystems use; what a served simulator prints.
    ///
    /// - Parameter root: the one address that everything is served from; `nil` for the services' own addresses in process.
    public func environment(servedAt root: String? = nil) -> [String: String] {
        var variables = [
            "AZURE_TENANT_ID": tenantID, "RC_APP_CLIENT_ID": ringCentral.clientID,
            "RC_APP_CLIENT_SECRET": ringCentral.clientSecret, "RC_USER_JWT": ringCentral.jwt,
            "GENESYSCLOUD_REGION": genesys.region, "GENESYSCLOUD_OAUTHCLIENT_ID": genesys.clientID,
            "GENESYSCLOUD_OAUTHCLIENT_SECRET": genesys.clientSecret,
        ]
        if let app = apps.first {
            variables["AZURE_CLIENT_ID"] = app.clientID
            variables["AZURE_CLIENT_SECRET"] = app.secrets.first?.value
        }
        if let app = catalog.first { variables["TEAMS_APP_ID"] = app.id }
        if let root {
            for name in [
                "AZURE_AUTHORITY_HOST", "GRAPH_ENDPOINT", "RC_SERVER_URL", "GENESYS_ENDPOINT", "GENESYS_LOGIN_ENDPOINT",
            ] {
                variables[name] = root
            }
        }
        return variables
    }
}
