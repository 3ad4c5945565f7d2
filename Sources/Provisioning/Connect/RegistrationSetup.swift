import Foundation
public import GraphClient
public import PatchbayCore

/// Sets up the app registration that RingCentral's portal and Patchbay sign in with: what an administrator's guide lists as some twenty
/// clicks, as plan → apply, with undo and with a secret that can be replaced without a gap.
///
/// ```swift
/// let setup = RegistrationSetup(
///     graph: graph, name: "RingCentral for Teams", features: [.embeddedApp, .installApp], ledger: ledger, secrets: store)
/// let plan = try await setup.plan()
/// let outcome = try await setup.apply(plan, approved: plan.digest)
/// if let address = outcome.consentAddress { print("An administrator consents at", address) }
/// ```
///
/// Every change is in the ledger before it is sent, so a second run changes nothing, an interrupted one goes on, and ``undo()`` takes back
/// what was made here and nothing else. The secret goes into the token store and is shown nowhere.
///
/// The caller's token needs `Application.ReadWrite.All`, and `AppRoleAssignment.ReadWrite.All` to consent; a signed-in person also the role
/// Application Administrator, and Privileged Role Administrator or Global Administrator to consent.
/// Sources: Microsoft Graph `application-post-applications`, `serviceprincipal-post-approleassignments`; RingCentral admin guide
/// “Installing the embedded app using Microsoft Azure”.
public struct RegistrationSetup: Sendable {
    /// The client of the administrator, who is not the app that is set up.
    public let graph: Graph
    /// The registration's name.
    public let name: String
    /// What the app is for; decides what it may do.
    public let features: Set<TenantFeature>
    /// An existing registration to set up instead of making one.
    public let existing: String?
    /// How long a new secret is good for.
    public let secretLifetime: Duration
    /// Where everything is recorded.
    public let ledger: any Ledger
    /// Where the secret goes.
    public let secrets: any TokenStore
    let run: RunID
    let time: TimeSource

    /// Makes a set-up.
    ///
    /// - Parameters:
    ///   - existing: the app's id of a registration to set up instead of making one; what it has already stays.
    ///   - secretLifetime: how long a new secret is good for; half a year if nothing is said. Policies of the tenant may shorten it.
    public init(
        graph: Graph, name: String = "RingCentral for Teams",
        features: Set<TenantFeature> = [.embeddedApp, .installApp],
        existing: String? = nil, secretLifetime: Duration = .seconds(180 * 86_400), ledger: any Ledger,
        secrets: any TokenStore
    ) {
        self.graph = graph
        self.name = name
        self.features = features
        self.existing = existing
        self.secretLifetime = secretLifetime
        self.ledger = ledger
        self.secrets = secrets
        time = graph.pipeline.configuration.time
        let words = "connect \(graph.tenantID) \(existing ?? name)"
        let safe = words.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        // A readable name, kept apart from others that read the same by a digest.
        let digest = Base64URL.encode(SHA256Digest.of(words.utf8).prefix(6))
        run = RunID(String(safe.prefix(80)) + "-" + digest) ?? RunID(kind: "connect", at: .distantPast, suffix: 0)
    }

    /// The mark in the registration's notes by which a run knows its own work again after a lost answer.
    var marker: String { "Set up by Patchbay: \(run)" }

    /// The name of the app's secret in the token store.
    public func secretKey(_ appID: String) -> String { "microsoft-secret-\(appID.lowercased())" }

    // MARK: Plan

    /// Looks at what there is and says what is missing. Changes nothing.
    ///
    /// - Throws: ``ServiceError`` and what the client throws; ``PatchbayCore/ConfigurationError`` if the app's name is taken by a
    ///   registration that was not made here, or this cloud's Graph does not offer a permission.
    public func plan() async throws -> RegistrationPlan {
        let book = try await SetupBook.read(run, from: ledger)
        return try await plan(state(book), book)
    }

    /// What there is now.
    struct State {
        var application: Application?
        var principal: ServicePrincipal?
        var service: ServicePrincipal
        var consented: Set<String> = []
        var assignments: [AppRoleAssignment] = []
        var mayConsent: Bool

        func roleID(_ name: String) -> String? { service.appRoles?.first { $0.value == name }?.id }
        func names(_ ids: some Sequence<String>) -> Set<String> {
            let wanted = Set(ids.map { $0.lowercased() })
            return Set((service.appRoles ?? []).filter { wanted.contains($0.id.lowercased()) }.compactMap(\.value))
        }
    }

    func state(_ book: SetupBook) async throws -> State {
        var state = State(
            service: try await graph.servicePrincipals.microsoftGraph(), mayConsent: try await mayConsent())
        state.application = try await application(book)
        if let application = state.application {
            state.principal = try await graph.servicePrincipals.get(appID: application.appID)
        }
        if let principal = state.principal {
            state.assignments = try await graph.servicePrincipals.appRoleAssignments(of: principal.id).filter {
                $0.resourceID == nil || $0.resourceID == state.service.id
            }
            state.consented = state.names(state.assignments.map(\.appRoleID))
        }
        return state
    }

    private func application(_ book: SetupBook) async throws -> Application? {
        if let known = book.registration { return try await graph.applications.get(appID: known.appID) }
        if let existing {
            guard let found = try await graph.applications.get(appID: existing) else {
                throw ConfigurationError(
                    "The app \(existing) is not registered in this tenant.",
                    remedy: "Check its id, or leave it out to have a new one registered.", setting: "AZURE_CLIENT_ID")
            }
            return found
        }
        let same = try await graph.applications.named(name)
        if let ours = same.first(where: { $0.notes == marker }) { return ours }
        guard let other = same.first else { return nil }
        throw ConfigurationError(
            "There is an app “\(name)” already (\(other.appID)), and it was not set up here.",
            remedy: "Name that app's id to set it up, or choose another name.")
    }

    /// Whether the caller may consent to permissions of Graph, as far as the token tells. If it does not, it is tried.
    ///
    /// Source: Microsoft Entra `permissions-reference`: an Application Administrator may not.
    private func mayConsent() async throws -> Bool {
        guard let claims = try await graph.tokenClaims() else { return true }
        guard claims.permissions.contains("AppRoleAssignment.ReadWrite.All") else { return false }
        guard claims.userName != nil || !claims.scopes.isEmpty, !claims.directoryRoles.isEmpty else { return true }
        let enough: [DirectoryRole] = [.globalAdministrator, .privilegedRoleAdministrator]
        return enough.contains { claims.directoryRoles.contains($0.rawValue) }
    }

    func plan(_ state: State, _ book: SetupBook) async throws -> RegistrationPlan {
        let minimum = PermissionMinimum(for: features)
        let unknown = minimum.permissions.filter { state.roleID($0) == nil }
        guard unknown.isEmpty else {
            throw ConfigurationError(
                "Graph does not offer \(unknown.joined(separator: ", ")) in \(graph.cloud.name).",
                remedy: "Leave out the features that need it.")
        }
        var steps: [RegistrationPlan.Step] = []
        if state.application == nil { steps.append(.register(name: name)) }
        let asked = state.names(state.application?.requestedRoles(of: ServicePrincipal.graphAppID) ?? [])
        let toAsk = minimum.permissions.filter { !asked.contains($0) }
        if !toAsk.isEmpty { steps.append(.ask(permissions: toAsk)) }
        if state.principal == nil { steps.append(.addToTenant) }
        let toConsent = minimum.permissions.filter { !state.consented.contains($0) }
        if !toConsent.isEmpty {
            steps.append(
                state.mayConsent
                    ? .consent(permissions: toConsent)
                    : .consentByHand(
                        permissions: toConsent,
                        address: try state.application.map { try consentAddress($0.appID) } ?? ""))
        }
        if try await needsSecret(state.application, book) {
            let end = time.date.addingTimeInterval(secretLifetime / .seconds(1))
            // To the day, so that a plan made a moment later is the same plan.
            let day = (end.timeIntervalSince1970 / 86_400).rounded(.down) * 86_400
            steps.append(.makeSecret(endsAt: Date(timeIntervalSince1970: day)))
        }
        return RegistrationPlan(
            name: name, appID: state.application?.appID, permissions: minimum.permissions, steps: steps,
            surplus: minimum.surplus(in: state.consented).map(\.permission))
    }

    /// Whether there is no secret that is ours, in the store, known to the directory, and good.
    private func needsSecret(_ application: Application?, _ book: SetupBook) async throws -> Bool {
        guard let application, let current = book.current,
            let there = application.passwordCredentials?.first(where: { $0.keyID == current })
        else { return true }
        if let end = there.endsAt, end <= time.date { return true }
        return try await secrets.load(secretKey(application.appID)) == nil
    }

    /// Where an administrator consents to everything that the app is registered for.
    func consentAddress(_ appID: String) throws -> String {
        try AdminConsent(
            tenant: graph.tenantID, clientID: appID, cloud: graph.cloud, redirectURI: Self.redirectURI
        ).begin(random: { Array(SHA256Digest.of(Array(run.description.utf8)).prefix($0)) }).url.absoluteString
    }

    static let redirectURI = "http://localhost"

    func note(_ events: SetupEvent...) async throws {
        try await ledger.append(
            events.map { try LedgerRecord(kind: SetupEvent.kind, at: time.date, encoding: $0) }, to: run)
    }
}
