public import GraphClient
import PatchbayCore

/// An Entra provisioning app that writes to Genesys Cloud.
public struct ProvisioningSource: Hashable, Sendable {
    /// The enterprise application.
    public var app: ServicePrincipal
    /// Its job.
    public var job: SynchronizationJob
    /// How its mappings differ from the ones that Teams needs.
    public var drift: AttributeMappingDrift
    /// Whether it maps the Teams number or the link at all.
    public var mapsTeamsLink: Bool

    /// Whether its next cycle writes the two values again; `nil` when the job's state is not told.
    public var writesTeamsLink: Bool? { mapsTeamsLink ? job.writes : false }
}

extension GenesysLink {
    /// The name that Entra's gallery gives to the provisioning app. It can be changed, so not finding one proves nothing.
    /// Source: Microsoft Entra documentation, tutorial for Genesys Cloud provisioning.
    public static let provisioningAppName = "Genesys Cloud for Azure"

    /// The Entra apps that provision users to Genesys Cloud, as far as their names tell. A tenant can have several, one for each
    /// population. Permissions: `Application.Read.All`, `Synchronization.Read.All`.
    public func provisioningSources() async throws -> [ProvisioningSource] {
        var sources: [ProvisioningSource] = []
        for app in try await graph.servicePrincipals.named(prefix: Self.provisioningAppName) {
            for job in try await graph.synchronization.jobs(of: app.id) {
                let schema = try await graph.synchronization.schema(of: job.id, app: app.id)
                sources.append(
                    ProvisioningSource(
                        app: app, job: job, drift: AttributeMappingDrift(schema.userMappings),
                        mapsTeamsLink: schema.writesTeamsLink))
            }
        }
        return sources
    }

    /// Whether the attribute mappings of Entra's provisioning are the ones that Teams needs, the drift shown as a diff; and whether its
    /// job runs.
    func provisioningFindings() async throws -> [Finding] {
        let (id, title) = ("genesys.mapping", "Entra's provisioning maps number and object id for Teams")
        do {
            let sources = try await provisioningSources()
            guard !sources.isEmpty else {
                return [
                    Finding(
                        id, title, .unknown, detail: "no app is called “\(Self.provisioningAppName)”",
                        remedy: Remedy(
                            "Not needed when users are linked from here. If an app of another name provisions, look at its mappings."
                        ))
                ]
            }
            return [Self.mapping(id, title, sources), Self.job(sources)]
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return [
                Finding(
                    id, title, .unknown, detail: FindingWords.words(error),
                    remedy: Remedy(
                        "Grant Synchronization.Read.All and Application.Read.All to have it looked up.",
                        action: .grantPermissions(["Synchronization.Read.All", "Application.Read.All"])))
            ]
        }
    }

    private static func mapping(_ id: String, _ title: String, _ sources: [ProvisioningSource]) -> Finding {
        let differing = sources.filter { !$0.drift.isEmpty }
        guard !differing.isEmpty else {
            return Finding(id, title, .met, detail: sources.compactMap(\.app.displayName).joined(separator: ", "))
        }
        return Finding(
            id, title, .notMet,
            detail: differing.map { "\($0.app.displayName ?? $0.app.id.rawValue):\n\($0.drift)" }.joined(
                separator: "\n"),
            remedy: Remedy(
                "Entra admin center → Enterprise applications → \(Self.provisioningAppName) → Provisioning → Mappings. Type straight quotes."
            ))
    }

    /// Whether the job is in quarantine. The secret that Entra is given is a bare access token, which Genesys Cloud lets live 48 hours
    /// at most: once it is dead, everything fails without a word on the Genesys side.
    /// Sources: Microsoft Entra documentation (quarantine after repeated failures); Genesys Cloud OAuth API, `accessTokenValiditySeconds`.
    private static func job(_ sources: [ProvisioningSource]) -> Finding {
        let (id, title) = ("genesys.provisioning", "Entra's provisioning is not in quarantine")
        let place = "Entra admin center → Enterprise applications → \(Self.provisioningAppName) → Provisioning"
        let stuck = sources.filter { $0.job.status?.code == .quarantine }
        guard stuck.isEmpty else {
            return Finding(
                id, title, .notMet,
                detail: stuck.map { $0.app.displayName ?? $0.app.id.rawValue }.joined(separator: ", "),
                remedy: Remedy(
                    "Look at the provisioning logs. If the secret token has expired, put a new one in its place and restart: \(place)."
                ))
        }
        guard sources.allSatisfy({ $0.job.status?.code != nil }) else {
            return Finding(
                id, title, .unknown, detail: "a job's state is not told", remedy: Remedy("Look at \(place)."))
        }
        return Finding(
            id, title, .met, detail: sources.compactMap(\.job.status?.code?.rawValue).joined(separator: ", "))
    }

    /// Whether what is removed stays removed: while Entra's provisioning maps the two values and runs, its next cycle writes them again.
    ///
    /// - Returns: `notMet`, and then mandatory, when a running job maps them; `unknown` when it cannot be told.
    public func sourceFinding() async throws -> Finding {
        let (id, title) = ("genesys.source", "Entra's provisioning does not write the values again")
        let byHand = Remedy("\(Self.stopTheSource.place). \(Self.stopTheSource.verification).")
        do {
            let sources = try await provisioningSources()
            guard !sources.isEmpty else {
                return Finding(
                    id, title, .unknown, detail: "no app is called “\(Self.provisioningAppName)”", remedy: byHand)
            }
            let writing = sources.filter { $0.writesTeamsLink == true }
            if !writing.isEmpty {
                let names = writing.map { $0.app.displayName ?? $0.app.id.rawValue }.joined(separator: ", ")
                return Finding(
                    id, title, .notMet, detail: "\(names) maps them and runs", remedy: byHand, isMandatory: true)
            }
            guard sources.allSatisfy({ $0.writesTeamsLink == false }) else {
                return Finding(id, title, .unknown, detail: "a job's state is not told", remedy: byHand)
            }
            return Finding(id, title, .met, detail: "stopped, or without the two mappings")
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return Finding(id, title, .unknown, detail: FindingWords.words(error), remedy: byHand)
        }
    }
}
