import Foundation
import GraphClient
import PatchbayCore

/// An app's permissions seen three ways: what the registration asks for, what was consented to, and what the token carries. Each can be out
/// of sight, and then it is `nil` and not empty.
struct PermissionView: Sendable {
    var asked: Set<String>?
    var consented: Set<String>?
    var inToken: Set<String>?
    var application: Application?
    var principal: ServicePrincipal?
    /// Why the registration could not be read.
    var trouble: String?

    /// Looks. What cannot be read is left out.
    ///
    /// - Throws: `CancellationError`.
    static func look(_ graph: Graph, claims: TokenClaims?) async throws -> PermissionView {
        var view = PermissionView()
        // A token that cannot be read says nothing. One of an app without any role says: none.
        view.inToken = claims.flatMap { $0.roles.isEmpty && $0.appID == nil ? nil : $0.permissions }
        let appID = graph.pipeline.app
        do {
            let names = try await names(graph)
            view.application = try await graph.applications.get(appID: appID)
            view.asked = view.application.map { application in
                Set(application.requestedRoles(of: ServicePrincipal.graphAppID).compactMap { names.byID[$0] })
            }
            view.principal = try await graph.servicePrincipals.get(appID: appID)
            if let principal = view.principal {
                let assignments = try await graph.servicePrincipals.appRoleAssignments(of: principal.id)
                view.consented = Set(
                    assignments.filter { $0.resourceID == nil || $0.resourceID == names.graph }
                        .compactMap { names.byID[$0.appRoleID.lowercased()] })
            }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            view.trouble = FindingWords.words(error)
        }
        return view
    }

    /// The ids of permissions, as this cloud's own Graph tells them: they are not the same in every cloud.
    private static func names(_ graph: Graph) async throws -> (graph: ServicePrincipal.ID, byID: [String: String]) {
        let service = try await graph.servicePrincipals.microsoftGraph()
        let pairs = (service.appRoles ?? []).compactMap { role in role.value.map { (role.id.lowercased(), $0) } }
        return (service.id, Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }

    /// The finding for one permission.
    func finding(for need: PermissionNeed) -> Finding {
        func has(_ set: Set<String>?) -> Bool? { set.map { !$0.isDisjoint(with: need.isMetBy) } }
        let (asked, consented, held) = (has(asked), has(consented), has(inToken))
        func word(_ known: Bool?) -> String { known.map { $0 ? "yes" : "no" } ?? "not known" }
        let name = need.permission
        var detail = "\(name): asked for \(word(asked)), consented \(word(consented)), in the token \(word(held))"
        let id = "microsoft.permission.\(name)"
        let verdict: Finding.Verdict = (held ?? consented).map { $0 ? .met : .notMet } ?? .unknown
        guard verdict != .met else {
            return Finding(id, need.purpose, .met, detail: detail, isMandatory: need.isMandatory)
        }
        if name.hasPrefix("TeamsAppInstallation."), inToken?.contains(where: { $0.contains("SelfForUser") }) == true {
            detail +=
                ". Only a “Self” permission was granted. It reaches the caller's own Teams app and no other, although the documentation calls it least privileged."
        }
        let remedy: Remedy =
            switch (asked, consented, held) {
            case (_, true?, false?):
                Remedy(
                    "\(name) was consented to, and the token does not carry it yet: get a new token, and wait some minutes if it stays.",
                    action: .wait(seconds: 300))
            case (true?, false?, _):
                Remedy(
                    "\(name) is asked for and not consented to. Grant admin consent under API permissions, as Global Administrator or Privileged Role Administrator.",
                    action: .grantPermissions([name]))
            case (_, _, nil) where verdict == .unknown:
                Remedy(
                    "Look up \(name) under App registrations → API permissions in the Entra admin center; the token cannot be read."
                )
            default:
                Remedy(
                    "Add the application permission \(name) to the app registration and grant admin consent; a new token carries it within minutes.",
                    action: .grantPermissions([name]))
            }
        return Finding(id, need.purpose, verdict, detail: detail, remedy: remedy, isMandatory: need.isMandatory)
    }

    /// Whether there is more than is needed that endangers the tenant; `nil` where neither consents nor token can be read.
    func surplusFinding(_ minimum: PermissionMinimum) -> Finding? {
        guard let held = consented ?? inToken else { return nil }
        let dangerous = minimum.surplus(in: held).filter(\.isDangerous)
        let (id, title) = ("microsoft.permissions.surplus", "The app has no dangerous permission that nothing needs")
        guard let first = dangerous.first else { return Finding(id, title, .met) }
        let names = dangerous.map(\.permission).joined(separator: ", ")
        let before = first.inPlaceOf.isEmpty ? "" : " Grant \(first.inPlaceOf.joined(separator: ", ")) first."
        return Finding(
            id, title, .notMet, detail: names,
            remedy: Remedy(
                "Remove \(names) from the app registration, unless another program uses it: whoever gets hold of the secret can do all of that.\(before)"
            ))
    }

    /// Whether the app may get tokens in the tenant.
    func enabledFinding() -> Finding {
        let (id, title) = ("microsoft.app.enabled", "The app is enabled in the tenant")
        guard let principal else {
            return Finding(
                id, title, .unknown, detail: trouble ?? "The enterprise app cannot be read.",
                remedy: Remedy(
                    "Grant Application.Read.All to have registration, consents and secret looked up, or look under Enterprise applications.",
                    action: .grantPermissions(["Application.Read.All"])))
        }
        if let status = principal.disabledByMicrosoftStatus, !status.isEmpty {
            return Finding(
                id, title, .notMet, detail: "Microsoft disabled it: \(status)",
                remedy: Remedy("Ask Microsoft's support."), isMandatory: true)
        }
        let isOn = principal.accountEnabled ?? true
        return Finding(
            id, title, isOn ? .met : .notMet,
            remedy: isOn ? nil : Remedy("Enable it under Enterprise applications, Properties."), isMandatory: true)
    }
}
