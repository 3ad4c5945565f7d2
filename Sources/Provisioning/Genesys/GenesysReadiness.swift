import GenesysClient
import GraphClient
import PatchbayCore

extension GenesysLink {
    /// The enterprise application by which Genesys Cloud reads Teams presence; its id is fixed, its display name is not.
    /// Source: Genesys Cloud help, “Configure the Microsoft Teams integration”.
    public static let teamsApplicationID = "728ece5a-0f26-4c43-9705-cea9debe3fb5"

    /// Looks at everything that a link needs. Changes nothing; what no interface tells is `unknown`, with the way to look by hand.
    ///
    /// - Throws: `CancellationError`.
    public func readiness() async throws -> ReadinessReport {
        var findings: [Finding] = []
        findings.append(
            try await look("genesys.organization", "Genesys Cloud can be reached", isMandatory: true) {
                let organization = try await genesys.organization()
                return (.met, organization.name, nil)
            })
        findings.append(
            try await look("genesys.users", "Genesys users can be read", isMandatory: true) {
                (.met, "\(try await genesys.scim.count()) active", nil)
            })
        findings.append(
            try await look("microsoft.users", "Microsoft 365 users can be read", isMandatory: true) {
                (.met, "\(try await graph.users.count())", nil)
            })
        findings.append(
            try await look("genesys.integration", "The Microsoft Teams integration is active") {
                let types = try await genesys.integrations.microsoftTeamsTypes()
                guard let type = types.first else {
                    return (.notMet, nil, "Buy and install the Microsoft Teams integration (Admin → Integrations).")
                }
                guard types.count == 1 else {
                    return (.unknown, "several kinds fit", "Look at Admin → Integrations by hand.")
                }
                let active = try await genesys.integrations.list(type: type.id).collect().contains(where: \.isActive)
                return active
                    ? (.met, nil, nil)
                    : (.notMet, nil, "Install and activate it: Admin → Integrations → Microsoft Teams.")
            })
        findings.append(
            try await look("genesys.role", "A role gives what the Teams integration's users need") {
                let needed = ["integration:microsoftTeams:view", "integration:unifiedCommunications:view"]
                let roles = try await genesys.authorization.roles().collect()
                let fits = roles.filter { role in needed.allSatisfy(role.allows) }.compactMap(\.name)
                return fits.isEmpty
                    ? (.notMet, nil, "Make a role with \(needed.joined(separator: " and ")). Its holders are billed.")
                    : (.met, fits.joined(separator: ", "), nil)
            })
        findings.append(
            try await look("genesys.byoc", "BYOC is there, for telephony through an SBC") {
                try await genesys.authorization.products().contains("byoc")
                    ? (.met, nil, nil) : (.notMet, nil, "Without BYOC there is presence, but no calls to Teams.")
            })
        findings.append(
            Finding(
                "microsoft.app.\(Self.teamsApplicationID)", "Genesys Cloud for Teams is consented to in Entra",
                .unknown,
                remedy: Remedy(
                    "Open https://login.microsoftonline.com/\(graph.tenantID)/adminconsent?client_id=\(Self.teamsApplicationID) as an administrator, or look under Enterprise applications by this id.",
                    action: .open(
                        "https://login.microsoftonline.com/\(graph.tenantID)/adminconsent?client_id=\(Self.teamsApplicationID)"
                    ))))
        return ReadinessReport(findings: findings, manualSteps: [Self.stopTheSource])
    }

    /// What has to be done by hand before a removal lasts.
    /// Source: Genesys Cloud help (SCIM is one-way from Entra, a cycle takes 40 minutes).
    public static let stopTheSource = ManualStep(
        id: "genesys.stopTheSource",
        title: "Before removing: stop Entra's provisioning from writing the values again",
        place: "Entra admin center → Enterprise applications → Genesys Cloud for Azure → Provisioning → Mappings",
        role: "Application Administrator", affected: "everybody in the scope of the provisioning app",
        verification: "the two mappings are gone or provisioning is off, and one cycle (40 minutes) has passed")

    private func look(
        _ id: String, _ title: String, isMandatory: Bool = false,
        _ work: () async throws -> (verdict: Finding.Verdict, detail: String?, remedy: String?)
    ) async throws -> Finding {
        do {
            let seen = try await work()
            return Finding(
                id, title, seen.verdict, detail: seen.detail, remedy: seen.remedy.map { Remedy($0) },
                isMandatory: isMandatory)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let remedy =
                switch error {
                case let error as ServiceError: error.remedy
                case let error as AuthenticationError: error.remedy
                case let error as ConfigurationError: error.remedy
                default: nil as Remedy?
                }
            return Finding(
                id, title, isMandatory ? .notMet : .unknown, detail: "\(error)",
                remedy: remedy ?? Remedy("Look at it by hand."), isMandatory: isMandatory)
        }
    }
}
