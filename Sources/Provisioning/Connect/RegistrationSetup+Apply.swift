import Foundation
import GraphClient
import PatchbayCore

extension RegistrationSetup {
    /// Carries out a plan. Interrupted anywhere, call ``plan()`` and this again: it goes on.
    ///
    /// - Parameter digest: the digest of the plan that was looked at; if there is something else to do by now, it is refused.
    /// - Throws: ``PatchbayCore/ConfigurationError`` if the plan differs or the secret cannot be stored; ``ServiceError`` and what the
    ///   client throws; ``PatchbayCore/LedgerError``.
    public func apply(_ plan: RegistrationPlan, approved digest: String) async throws -> RegistrationOutcome {
        guard plan.digest == digest else { throw ConfigurationError.planNotApproved }
        return try await ledger.withLease(on: run) {
            var book = try await SetupBook.read(run, from: ledger)
            let state = try await state(book)
            guard try await self.plan(state, book) == plan else {
                throw ConfigurationError(
                    "The tenant has changed since the plan was made.", remedy: "Make a new plan and look at it.")
            }
            let application = try await registered(state, book)
            book = try await SetupBook.read(run, from: ledger)
            var done: [RegistrationPlan.Step] = []
            var address: String?
            for step in plan.steps {
                switch step {
                case .register: break
                case .ask(let permissions): try await ask(permissions, application, state)
                case .addToTenant: try await addToTenant(application)
                case .consent(let permissions):
                    if try await consent(permissions, application, state) == false {
                        address = try consentAddress(application.appID)
                        continue
                    }
                case .consentByHand:
                    address = try consentAddress(application.appID)
                    continue
                case .makeSecret(let end):
                    let (keyID, secret) = try await nextSecret(application, endsAt: end, book)
                    try await store(secret, secretKey(application.appID))
                    try await note(.switched(keyID: keyID))
                    try await secrets.delete(nextKey(application.appID))
                }
                done.append(step)
            }
            return RegistrationOutcome(
                appID: application.appID, done: done, consentAddress: address,
                secretKey: secretKey(application.appID))
        }
    }

    /// The registration, made if there is none. An announced one without an outcome was found by its mark when the state was read.
    private func registered(_ state: State, _ book: SetupBook) async throws -> Application {
        if let application = state.application {
            if book.registration == nil {
                try await note(
                    .registered(
                        id: application.id.rawValue, appID: application.appID, isOurs: application.notes == marker))
            }
            return application
        }
        try await note(.willRegister(marker: marker))
        let made = try await graph.applications.create(
            displayName: name, notes: marker, redirectURIs: [Self.redirectURI])
        try await note(.registered(id: made.id.rawValue, appID: made.appID, isOurs: true))
        return made
    }

    private func ask(_ permissions: [String], _ application: Application, _ state: State) async throws {
        try await note(.willAsk(permissions: permissions))
        // Read again: the list replaces the one before, so what somebody added meanwhile must be in it.
        let current = try await graph.applications.get(appID: application.appID) ?? application
        let wanted = permissions.compactMap { state.roleID($0) }
        try await graph.applications.setRequiredAccess(
            Self.adding(wanted, to: current.requiredResourceAccess ?? []), of: application.id)
    }

    static func adding(_ roles: [String], to access: [RequiredResource]) -> [RequiredResource] {
        var access = access
        let place =
            access.firstIndex { $0.resourceAppID == ServicePrincipal.graphAppID }
            ?? {
                access.append(RequiredResource(resourceAppID: ServicePrincipal.graphAppID, resourceAccess: []))
                return access.count - 1
            }()
        for role in roles
        where !access[place].resourceAccess.contains(where: { $0.id.lowercased() == role.lowercased() }) {
            access[place].resourceAccess.append(.init(id: role))
        }
        return access
    }

    private func addToTenant(_ application: Application) async throws {
        guard try await graph.servicePrincipals.get(appID: application.appID) == nil else { return }
        try await note(.willAddToTenant)
        _ = try await whenKnown { try await graph.servicePrincipals.create(appID: application.appID) }
    }

    /// Consents one by one; `false` if the caller turns out not to be allowed to.
    private func consent(_ permissions: [String], _ application: Application, _ state: State) async throws -> Bool {
        let principal = try await whenKnown {
            guard let found = try await graph.servicePrincipals.get(appID: application.appID) else {
                throw ServiceError(
                    service: .graph, operation: "servicePrincipals.get", status: 404,
                    message: "the app is not in the tenant yet", category: .notFound)
            }
            return found
        }
        for permission in permissions {
            guard let role = state.roleID(permission) else { continue }
            try await note(.willConsent(permission: permission))
            do {
                _ = try await whenKnown {
                    try await graph.servicePrincipals.grant(role, of: state.service.id, to: principal.id)
                }
            } catch let error as ServiceError where error.category == .permission {
                return false
            }
        }
        return true
    }

    /// What was made a moment ago is not known everywhere for up to a minute. Source: Microsoft Graph, reports on new service principals.
    private func whenKnown<Value>(_ work: () async throws -> Value) async throws -> Value {
        var pause = Duration.seconds(2)
        while true {
            do { return try await work() } catch let error as ServiceError
                where error.category == .notFound && pause <= .seconds(32)
            {
                try await time.sleep(for: pause)
                pause *= 2
            }
        }
    }

    /// Makes a secret. One that was announced before and whose text was lost is removed first: nobody can use it.
    func makeSecret(
        _ application: Application, endsAt: Date, _ book: SetupBook
    ) async throws -> Applications.NewPassword {
        if !book.lostSecrets.isEmpty {
            let there = try await graph.applications.get(appID: application.appID)?.passwordCredentials ?? []
            for lost in there where book.lostSecrets.contains(lost.displayName ?? "") {
                if let keyID = lost.keyID { try await graph.applications.removePassword(keyID, from: application.id) }
            }
        }
        let name = "Patchbay \(WireDate.string(time.date))"
        try await note(.willMakeSecret(name: name))
        let made = try await graph.applications.addPassword(to: application.id, displayName: name, endsAt: endsAt)
        // The text before the record: a record without the text would be a secret that nobody knows.
        try await store(made.secret, nextKey(application.appID))
        try await note(.madeSecret(name: name, keyID: made.keyID))
        return made
    }

    /// Where a new secret waits until it is in use.
    func nextKey(_ appID: String) -> String { secretKey(appID) + "-next" }

    func store(_ secret: Secret, _ key: String) async throws {
        do { try await secrets.save(secret, for: key) } catch is CancellationError { throw CancellationError() } catch {
            throw ConfigurationError(
                "The new secret could not be saved in the token store.",
                remedy: "Check that the store is reachable and writable, then run again; the lost one will be removed.")
        }
    }
}
