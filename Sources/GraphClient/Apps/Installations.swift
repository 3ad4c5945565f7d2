import Foundation
public import PatchbayCore

/// Which Teams apps are installed for whom.
///
/// Permission: `TeamsAppInstallation.ReadWriteForUser.All`. The permission with “Self” in its name, which Microsoft's tables put
/// first, works for the caller's own Teams app only: for another app lists come back empty and installs are refused.
/// Sources: Microsoft Graph `userteamwork-list-installedapps`, `userteamwork-post-installedapps`,
/// `userteamwork-delete-installedapps`, `userteamwork-teamsappinstallation-upgrade`.
public struct Installations: Sendable {
    let graph: Graph

    /// The installation of an app for a user; `nil` if it is not installed.
    public func find(
        _ app: TeamsApp.ID, for user: User.ID, lane: RequestScheduler.Lane = .interactive
    ) async throws -> Installation? {
        try graph.cloud.require(.appInstallation)
        let request = try graph.request(.get, path(user), query: Self.query(app))
        let pages = graph.pages(Installation.self, first: request, operation: GraphOperations.appFind.inLane(lane))
        for try await installation in pages where installation.isOf(app) { return installation }
        return nil
    }

    /// How many users to look up at a time so that every batch is as large as the limit uses best.
    package var lookupSize: Int {
        BatchQueue.size(
            for: GraphOperations.appFind.charges, limits: graph.limits, fraction: graph.pacing.fraction)
    }

    /// The same for many users, in batches.
    ///
    /// Every user of the argument is in the answer: with the installation, with `nil` for none, or with the error that reading it came
    /// to. A user whose answer was missing from a batch has a ``ServiceError`` of category `unknown`.
    public func find(
        _ app: TeamsApp.ID, for users: [User.ID], lane: RequestScheduler.Lane = .sweep
    ) async -> [User.ID: Result<Installation?, any Error>] {
        var seen: Set<User.ID> = []
        let users = users.filter { seen.insert($0).inserted }
        func all(_ error: any Error) -> [User.ID: Result<Installation?, any Error>] {
            Dictionary(uniqueKeysWithValues: users.map { ($0, .failure(error)) })
        }
        let answers: [BatchItem.ID: BatchAnswer]
        do {
            try graph.cloud.require(.appInstallation)
            answers = try await graph.send(
                batch: users.enumerated().map { index, user in
                    BatchItem(
                        id: BatchItem.ID(String(index)), operation: GraphOperations.appFind, path: path(user),
                        query: Self.query(app))
                }, lane: lane)
        } catch { return all(error) }
        var results: [User.ID: Result<Installation?, any Error>] = [:]
        for (index, user) in users.enumerated() {
            do {
                let answer = answers[BatchItem.ID(String(index))] ?? .unanswered(CancellationError())
                let page = try graph.readPage(
                    Installation.self,
                    from: try answer.get(
                        operation: GraphOperations.appFind.name, now: graph.pipeline.configuration.time.date),
                    operation: GraphOperations.appFind)
                if let installation = page.value.first(where: { $0.isOf(app) }) {
                    results[user] = .success(installation)
                } else if page.nextLink != nil {
                    // A page may be empty and still have a next one.
                    results[user] = .success(try await find(app, for: user, lane: lane))
                } else {
                    results[user] = .success(nil)
                }
            } catch { results[user] = .failure(error) }
        }
        return results
    }

    /// Installs an app for a user.
    ///
    /// - Parameter consent: the permissions that the app's definition asks for, all of them; usually none.
    /// - Throws: ``ServiceError`` (see ``InstallFailure`` for what it means), ``ConfigurationError`` in clouds that do not offer it.
    public func install(
        _ app: TeamsApp.ID, for user: User.ID, consent: [ResourceSpecificPermission] = [],
        lane: RequestScheduler.Lane = .apply
    ) async throws -> InstallResult {
        try graph.cloud.require(.appInstallation)
        let body = InstallBody(
            bind: try graph.pipeline.root.url("/v1.0/appCatalogs/teamsApps/\(PathSegment(app.rawValue))")
                .absoluteString,
            consent: ConsentBody(consent))
        let response = try await graph.pipeline.send(
            try graph.request(.post, path(user), json: body), for: GraphOperations.appInstall.inLane(lane),
            accepting: [409])
        return response.status == 409 ? .alreadyInstalled : .installed
    }

    /// Removes an installation.
    public func remove(
        _ installation: Installation.ID, for user: User.ID, lane: RequestScheduler.Lane = .apply
    ) async throws -> RemovalResult {
        try graph.cloud.require(.appInstallation)
        let response = try await graph.pipeline.send(
            try graph.request(.delete, "\(path(user))/\(PathSegment(installation.rawValue))"),
            for: GraphOperations.appUninstall.inLane(lane), accepting: [404])
        return response.status == 404 ? .alreadyAbsent : .removed
    }

    /// Upgrades an installation to the newest version in the catalogue.
    ///
    /// - Parameter consent: the permissions that the new version's definition asks for, all of them; usually none.
    public func upgrade(
        _ installation: Installation.ID, for user: User.ID, consent: [ResourceSpecificPermission] = [],
        lane: RequestScheduler.Lane = .apply
    ) async throws {
        try graph.cloud.require(.appInstallation)
        let path = "\(path(user))/\(PathSegment(installation.rawValue))/upgrade"
        let request =
            if let consent = ConsentBody(consent) {
                try graph.request(.post, path, json: UpgradeBody(consentedPermissionSet: consent))
            } else {
                try graph.request(.post, path)
            }
        _ = try await graph.pipeline.send(request, for: GraphOperations.appUpgrade.inLane(lane))
    }

    private func path(_ user: User.ID) -> String { "/users/\(PathSegment(user.rawValue))/teamwork/installedApps" }

    private static func query(_ app: TeamsApp.ID) -> Query {
        let filter: ODataFilter = "teamsApp/id eq \(app)"
        return ["$expand": "teamsAppDefinition,teamsApp", "$filter": filter.description]
    }

    private struct InstallBody: Encodable {
        let bind: String
        let consent: ConsentBody?

        enum CodingKeys: String, CodingKey {
            case bind = "teamsApp@odata.bind"
            case consent = "consentedPermissionSet"
        }
    }

    private struct UpgradeBody: Encodable {
        let consentedPermissionSet: ConsentBody
    }

    private struct ConsentBody: Encodable {
        let resourceSpecificPermissions: [ResourceSpecificPermission]

        init?(_ permissions: [ResourceSpecificPermission]) {
            guard !permissions.isEmpty else { return nil }
            resourceSpecificPermissions = permissions
        }
    }
}

extension Installation {
    /// The filter asks for one app only; where the answer says which app it is, believe the answer.
    func isOf(_ wanted: TeamsApp.ID) -> Bool {
        app.map { $0.id.rawValue.lowercased() == wanted.rawValue.lowercased() } ?? true
    }
}
