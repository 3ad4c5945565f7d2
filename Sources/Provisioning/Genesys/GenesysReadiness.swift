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
        if let pair = GenesysFindings.clouds(genesys.region, graph.cloud) { findings.append(pair) }
        findings.append(try await permissionFinding())
        findings += try await integrationFindings()
        findings.append(
            try await look("genesys.byoc", "BYOC is there, for telephony through an SBC") {
                try await genesys.authorization.products().contains("byoc")
                    ? (.met, nil, nil) : (.notMet, nil, "Without BYOC there is presence, but no calls to Teams.")
            })
        if configuration.checksTelephony {
            findings.append(
                try await judge("genesys.trunk", "A trunk to the outside carries calls") {
                    [GenesysFindings.trunks(try await genesys.trunks.external().collect())]
                }[0])
        }
        findings += try await enterpriseAppFindings()
        findings += try await provisioningFindings()
        findings.append(try await presenceFinding())
        return ReadinessReport(findings: findings, manualSteps: [Self.stopTheSource])
    }

    private func permissionFinding() async throws -> Finding {
        try await judge("genesys.permission.directory:user:edit", "The OAuth client may change users") {
            [GenesysFindings.ownPermission(try await genesys.authorization.ownPermissions())]
        }[0]
    }

    private func integrationFindings() async throws -> [Finding] {
        var findings = try await judge("genesys.integration", "The Microsoft Teams integration is active") {
            let types = try await genesys.integrations.microsoftTeamsTypes()
            let licence = GenesysFindings.type(types)
            guard let type = types.first, types.count == 1 else { return [licence] }
            return [
                licence,
                GenesysFindings.integration(try await genesys.integrations.list(type: type.id).collect()),
            ]
        }
        findings += try await judge("genesys.role", "A role gives what the Teams integration's users need") {
            [GenesysFindings.roles(try await genesys.authorization.roles().collect())]
        }
        return findings
    }

    private func enterpriseAppFindings() async throws -> [Finding] {
        let id = Self.teamsApplicationID
        return try await judge("microsoft.app.\(id).installed", "Genesys Cloud for Teams is in the Entra tenant") {
            let app = try await graph.servicePrincipals.get(appID: id)
            var grants: [PermissionGrant]?
            if app != nil {
                do {
                    grants = try await graph.servicePrincipals.permissionGrants(appID: id)
                } catch let error as ServiceError where error.category == .permission {
                    grants = nil
                }
            }
            return GenesysFindings.enterpriseApp(
                app, grants, consent: try AdminConsent.page(for: id, in: graph.tenantID, cloud: graph.cloud))
        }
    }

    /// A look at the first users that are linked; a sample is enough to know whether presence comes at all.
    private func presenceFinding() async throws -> Finding {
        try await judge("genesys.presence", "Genesys sees the Teams presence of linked users") {
            var linked: [SCIMUser.ID] = []
            for try await page in try genesys.scim.list().pages {
                linked += page.filter { !$0.teamsLinks.isEmpty }.map(\.id)
                break
            }
            return [
                GenesysFindings.presence(try await genesys.users.withTeamsPresence(linked), asked: linked.count)
            ]
        }[0]
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
        try await judge(id, title, isMandatory: isMandatory) {
            let seen = try await work()
            return [
                Finding(
                    id, title, seen.verdict, detail: seen.detail, remedy: seen.remedy.map { Remedy($0) },
                    isMandatory: isMandatory)
            ]
        }[0]
    }

    /// What a look found; if it fails, one finding that says so. Never empty.
    private func judge(
        _ id: String, _ title: String, isMandatory: Bool = false, _ work: () async throws -> [Finding]
    ) async throws -> [Finding] {
        do {
            return try await work()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return [
                Finding(
                    id, title, isMandatory ? .notMet : .unknown, detail: FindingWords.words(error),
                    remedy: FindingWords.remedy(error) ?? Remedy("Look at it by hand."), isMandatory: isMandatory)
            ]
        }
    }
}
