import Foundation
import GenesysClient
import GraphClient
import PatchbayCore

/// Verdicts from what was read. Pure; what is not told is `unknown`.
enum GenesysFindings {
    static func type(_ types: [IntegrationType]) -> Finding {
        let title = "The organization may install the Microsoft Teams integration"
        guard !types.isEmpty else {
            return Finding(
                "genesys.licence", title, .notMet,
                remedy: Remedy("Buy the Microsoft Teams licence from Genesys; the integration then appears."))
        }
        guard types.count == 1 else {
            return Finding(
                "genesys.licence", title, .unknown,
                detail: "several kinds fit: \(types.compactMap(\.name).joined(separator: ", "))",
                remedy: Remedy("Look at Admin → Integrations by hand."))
        }
        return Finding("genesys.licence", title, .met, detail: types[0].name)
    }

    static func integration(_ integrations: [Integration]) -> Finding {
        let title = "The Microsoft Teams integration is active"
        if let active = integrations.first(where: \.isActive) {
            return Finding("genesys.integration", title, .met, detail: active.name)
        }
        guard let one = integrations.first else {
            return Finding(
                "genesys.integration", title, .notMet, detail: "not installed",
                remedy: Remedy("Apply the plan, or install it by hand: Admin → Integrations → Microsoft Teams."))
        }
        let state = one.reportedState
        let words = [state?.effective ?? state?.code?.rawValue, state?.detail?.message].compactMap { $0 }
        guard let code = state?.code else {
            return Finding(
                "genesys.integration", title, .unknown, detail: "the state is not told",
                remedy: Remedy("Look at Admin → Integrations → Microsoft Teams."))
        }
        return Finding(
            "genesys.integration", title, code == .activating ? .unknown : .notMet,
            detail: words.joined(separator: ": "),
            remedy: Remedy(
                code == .activating
                    ? "Look again in a minute."
                    : "Apply the plan, or switch it on by hand: Admin → Integrations → Microsoft Teams."))
    }

    static func roles(_ roles: [Role]) -> Finding {
        let title = "A role gives what the Teams integration's users need"
        let needed = GenesysIntegrationPlanner.permissions
        let fits = roles.filter { role in needed.allSatisfy(role.allows) }.compactMap(\.name)
        return fits.isEmpty
            ? Finding(
                "genesys.role", title, .notMet,
                remedy: Remedy("Make a role with \(needed.joined(separator: " and ")). Its holders are billed."))
            : Finding("genesys.role", title, .met, detail: fits.joined(separator: ", "))
    }

    /// Whether both sides are of one kind; `nil` for the usual pair of two commercial clouds. The FedRAMP region belongs with Microsoft's
    /// clouds for the US government, and has a gallery app of its own.
    /// Source: Genesys Cloud platform SDK, region hosts; Microsoft Entra documentation, tutorial for Genesys Cloud provisioning.
    static func clouds(_ region: GenesysRegion, _ cloud: Cloud) -> Finding? {
        let isFedRAMP = region.api.origin.description.hasSuffix(".us-gov-pure.cloud")
        let isGovernment = [Cloud.gccHigh, .dod].contains(cloud)
        guard isFedRAMP || isGovernment else { return nil }
        let (id, title) = ("genesys.clouds", "Genesys Cloud and Microsoft 365 are both clouds for the US government")
        guard isFedRAMP, isGovernment else {
            return Finding(
                id, title, .unknown,
                detail: "\(region.api.origin.description) and Microsoft's cloud “\(cloud.name)”",
                remedy: Remedy(
                    "Check GENESYSCLOUD_REGION and the tenant; in Entra's gallery take the entry for the US government."
                ))
        }
        return Finding(id, title, .met)
    }

    /// Whether the OAuth client may do what a link writes.
    static func ownPermission(_ policies: [Role.Policy]?) -> Finding {
        let (name, title) = ("directory:user:edit", "The OAuth client may change users")
        let id = "genesys.permission.\(name)"
        guard let policies else {
            return Finding(
                id, title, .unknown, detail: "the service does not tell",
                remedy: Remedy("Look at the client's roles: one of them needs \(name)."))
        }
        return policies.contains { $0.allows(name) }
            ? Finding(id, title, .met, isMandatory: true)
            : Finding(
                id, title, .notMet,
                remedy: Remedy("Give the OAuth client a role with \(name).", action: .grantPermissions([name])),
                isMandatory: true)
    }

    private static let numbers = (
        id: "genesys.dids", title: "No new number is a DID that Genesys Cloud uses for something else"
    )
    private static let look = "Look at Admin → Telephony → DID Numbers for the numbers of the plan."

    /// Numbers that were compared with Genesys Cloud's own; those that are in use are not in the plan.
    static func numbers(_ asked: Int, refused: Int) -> Finding {
        Finding(
            numbers.id, numbers.title, .met,
            detail: "\(asked) new numbers compared, \(refused) in use and left out")
    }

    /// Numbers that may not be compared.
    static func numbers(unreadable error: ServiceError) -> Finding {
        Finding(
            numbers.id, numbers.title, .unknown, detail: FindingWords.words(error),
            remedy: error.category == .permission ? error.remedy ?? Remedy(look) : Remedy(look))
    }

    /// Numbers that nobody compared, as telephony is left alone.
    static let numbersLeftAlone = Finding(
        numbers.id, numbers.title, .unknown, detail: "telephony is left alone", remedy: Remedy(look))

    static func trunks(_ trunks: [Trunk]) -> Finding {
        let (id, title) = ("genesys.trunk", "A trunk to the outside carries calls")
        guard !trunks.isEmpty else {
            return Finding(
                id, title, .notMet, detail: "there is none",
                remedy: Remedy("Without a SIP trunk to the SBC there is presence, but no calls to Teams."))
        }
        let words = trunks.map { trunk in
            let verdict = trunk.carriesCalls.map { $0 ? "in service" : "out of service" } ?? "not told"
            return "\(trunk.name ?? trunk.id) \(verdict)"
        }.joined(separator: ", ")
        let states = trunks.map(\.carriesCalls)
        let verdict: Finding.Verdict = states.contains(true) ? .met : states.contains(nil) ? .unknown : .notMet
        return Finding(
            id, title, verdict, detail: words,
            remedy: verdict == .met
                ? nil
                : Remedy(
                    "Look at Admin → Telephony → Trunks and at the SBC. Which trunk leads to Teams is the organization's own design."
                ))
    }

    /// Four verdicts on the enterprise application: there, switched on, open to everybody, consented to.
    static func enterpriseApp(_ app: ServicePrincipal?, _ grants: [PermissionGrant]?, consent: URL?) -> [Finding] {
        let id = "microsoft.app.\(GenesysLink.teamsApplicationID)"
        let link = consent?.absoluteString ?? "the page of the application in the Entra admin center"
        let ask = Remedy(
            "Open \(link) as an administrator and accept.", action: consent.map { .open($0.absoluteString) } ?? .read)
        guard let app else {
            return [
                Finding("\(id).installed", "Genesys Cloud for Teams is in the Entra tenant", .notMet, remedy: ask),
                Finding("\(id).consent", "Its permissions are consented to for the tenant", .notMet, remedy: ask),
            ]
        }
        var findings = [
            Finding(
                "\(id).installed", "Genesys Cloud for Teams is in the Entra tenant", .met,
                detail: app.displayName.map { "as “\($0)”" })
        ]
        let enabled: Finding.Verdict =
            app.accountEnabled.map { $0 && app.disabledByMicrosoftStatus == nil ? .met : .notMet } ?? .unknown
        findings.append(
            Finding(
                "\(id).enabled", "Users may sign in to it", enabled, detail: app.disabledByMicrosoftStatus,
                remedy: enabled == .met
                    ? nil
                    : Remedy(
                        "Entra admin center → Enterprise applications → Properties → Enabled for users to sign-in.")))
        switch app.appRoleAssignmentRequired {
        case false: findings.append(Finding("\(id).assignment", "It is open to every user", .met))
        case true:
            findings.append(
                Finding(
                    "\(id).assignment", "It is open to every user", .notMet, detail: "only assigned users may sign in",
                    remedy: Remedy(
                        "Assign its users (Users and groups), or turn “Assignment required” off; others meet AADSTS50105."
                    )))
        case nil:
            findings.append(
                Finding(
                    "\(id).assignment", "It is open to every user", .unknown,
                    remedy: Remedy("Look at its properties: “Assignment required”.")))
        }
        findings.append(Self.consent(id, grants, ask))
        return findings
    }

    private static func consent(_ id: String, _ grants: [PermissionGrant]?, _ ask: Remedy) -> Finding {
        let title = "Its permissions are consented to for the tenant"
        guard let grants else {
            return Finding(
                "\(id).consent", title, .unknown,
                remedy: Remedy("Grant Directory.Read.All to have it looked up. \(ask.sentence)", action: ask.action))
        }
        let all = grants.filter { $0.consentType == .allPrincipals }
        if !all.isEmpty {
            // Which scopes Genesys asks for is not published, so those that are there are named and not judged.
            let scopes = Set(all.flatMap(\.scopes)).sorted().joined(separator: " ")
            return Finding("\(id).consent", title, .met, detail: scopes)
        }
        let people = Set(grants.compactMap(\.principalID)).count
        return Finding(
            "\(id).consent", title, .notMet,
            detail: people == 0
                ? "nobody has consented" : "\(people) users consented for themselves; the others are asked",
            remedy: ask)
    }

    /// What Genesys sees of Teams presence for users that are linked. A missing one means unknown, not offline.
    static func presence(_ users: [DirectoryUser], asked: Int) -> Finding {
        let (id, title) = ("genesys.presence", "Genesys sees the Teams presence of linked users")
        let seen = users.count { $0.integrationPresence != nil }
        guard seen > 0 else {
            return Finding(
                id, title, .unknown, detail: asked == 0 ? "nobody is linked yet" : "not told for any of \(asked) users",
                remedy: Remedy("Look at a linked user in Genesys Cloud: a Teams badge shows next to the name."))
        }
        return Finding(id, title, .met, detail: "of \(seen) in \(asked) users looked at")
    }
}
