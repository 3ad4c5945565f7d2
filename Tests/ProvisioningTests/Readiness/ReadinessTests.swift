import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import RingCentralClient
import Testing

@Suite struct ReadinessTests {
    /// A tenant with what is wrong with it, and a check of it.
    struct Patient: Sendable {
        let cloud: SimulatedCloud
        var check: ReadinessCheck

        init(_ time: TimeSource, features: Set<TenantFeature>, _ change: (inout CloudSettings) -> Void = { _ in }) {
            var settings = CloudSettings(seed: 9, population: Population(seed: 9, count: 80), latency: .none)
            settings.apps[0].permissions = PermissionMinimum(for: features.union([.fullReadiness])).permissions
            change(&settings)
            cloud = SimulatedCloud(settings, time: time)
            let (app, transport) = (settings.apps[0], cloud.transport)
            let graph = Graph(
                .clientSecret(
                    tenant: settings.tenantID, clientID: app.clientID, secret: Secret(app.secrets[0].value),
                    transport: transport, time: time), tenant: settings.tenantID, clientID: app.clientID,
                transport: transport
            ) {
                $0.time = time
                $0.jitter = { 0.5 }
            }
            let ringCentral = RingCentral(
                .jwt(
                    Secret(settings.ringCentral.jwt), clientID: settings.ringCentral.clientID,
                    clientSecret: Secret(settings.ringCentral.clientSecret), transport: transport, time: time),
                clientID: settings.ringCentral.clientID, transport: transport
            ) {
                $0.time = time
                $0.jitter = { 0.5 }
            }
            let catalogApp = settings.catalog.first { $0.displayName.hasPrefix("RingCentral") }
            check = ReadinessCheck(
                graph: graph, ringCentral: ringCentral, features: features,
                app: catalogApp.map { TeamsApp.ID(rawValue: $0.id) },
                administrator: User.ID(rawValue: settings.entra.administrators[0].id))
        }
    }

    static let features: Set<TenantFeature> = [.installApp, .groupTargets, .readPresence, .writePresence, .mailSummary]

    static func ids(_ report: ReadinessReport, _ verdict: Finding.Verdict) -> Set<String> {
        Set(report.findings.filter { $0.verdict == verdict }.map(\.id))
    }

    /// What no interface tells, whatever the tenant is like.
    static let neverKnown: Set<String> = ["teams.policy", "network.hosts"]

    @Test func `a tenant that is as it should be has no finding but the two that nobody can tell`() async throws {
        try await VirtualTime.run { time in
            let report = try await Patient(time, features: Self.features).check()
            #expect(Self.ids(report, .notMet) == [])
            #expect(Self.ids(report, .unknown) == Self.neverKnown)
            #expect(report.isReady)
            #expect(Set(report.findings.map(\.id)).count == report.findings.count)
        }
    }

    @Test func `fifteen planted defects are named, exactly those`() async throws {
        try await VirtualTime.run { time in
            let day = Duration.seconds(86_400)
            let patient = Patient(time, features: Self.features) { settings in
                // Asked for and never consented to, or not even asked for.
                settings.apps[0].permissions.removeAll {
                    [
                        "TeamsAppInstallation.ReadWriteForUser.All", "GroupMember.Read.All", "Mail.Send",
                        "Presence.ReadWrite.All", "AppCatalog.Read.All",
                    ].contains($0)
                }
                settings.apps[0].requestedPermissions =
                    settings.apps[0].permissions + [
                        "TeamsAppInstallation.ReadWriteForUser.All", "Presence.ReadWrite.All", "AppCatalog.Read.All",
                    ]
                settings.apps[0].permissions.append("Application.ReadWrite.All")
                settings.apps[0].secrets[0].endsAfter = day * 10
                settings.entra.administrators[0].roles = [
                    DirectoryRole.privilegedRoleAdministrator.rawValue: .throughGroup,
                    DirectoryRole.userAdministrator.rawValue: .scoped("/administrativeUnits/sales"),
                    DirectoryRole.teamsAdministrator.rawValue: .eligible,
                ]
                settings.isTeamsEnabled = false
                settings.hasTeamsLicences = false
                settings.catalog.removeAll { $0.displayName.hasPrefix("RingCentral") }
                settings.ringCentral.scopes.removeAll { $0 == "EditPresence" }
                settings.ringCentral.userPermissions.remove("ReadPresenceStatus")
                settings.ringCentral.ownPermissions = ["EditPresenceStatus"]
            }
            var check = patient.check
            check.app = "00000000-aaaa-4000-8000-000000000001"
            // Consented to after the token was made: known to the directory, and not in the token.
            _ = try await check.graph.tokenClaims()
            var app = patient.cloud.settings.apps[0]
            app.permissions.append("AppCatalog.Read.All")
            patient.cloud.register(app)

            let report = try await check()
            let planted: Set<String> = [
                "microsoft.permission.TeamsAppInstallation.ReadWriteForUser.All",
                "microsoft.permission.GroupMember.Read.All", "microsoft.permission.Mail.Send",
                "microsoft.permission.Presence.ReadWrite.All", "microsoft.permission.AppCatalog.Read.All",
                "microsoft.permissions.surplus", "microsoft.secret", "microsoft.role.UserAdministrator",
                "microsoft.role.TeamsAdministrator", "microsoft.role.ApplicationAdministrator", "microsoft.teams",
                "microsoft.licences", "ringCentral.scope.EditPresence",
                "ringCentral.permission.ReadPresenceStatus", "ringCentral.permission.EditPresenceStatus",
            ]
            #expect(planted.count == 15)
            #expect(Self.ids(report, .notMet) == planted)
            // Without the right to look, the catalogue is unknown and not “not there”.
            #expect(Self.ids(report, .unknown) == Self.neverKnown.union(["microsoft.app"]))
            for finding in report.findings where finding.verdict != .met {
                #expect(finding.remedy?.sentence.isEmpty == false, "\(finding.id)")
            }
            func remedy(_ id: String) -> String { report.findings.first { $0.id == id }?.remedy?.sentence ?? "" }
            func detail(_ id: String) -> String { report.findings.first { $0.id == id }?.detail ?? "" }
            let permission = "microsoft.permission."
            #expect(remedy(permission + "GroupMember.Read.All").contains("Add the application permission"))
            #expect(remedy(permission + "Presence.ReadWrite.All").contains("not consented to"))
            #expect(remedy(permission + "AppCatalog.Read.All").contains("get a new token"))
            #expect(detail(permission + "AppCatalog.Read.All").hasSuffix("consented yes, in the token no"))
            #expect(detail("microsoft.secret").contains("the 14-day reminder"))
            #expect(remedy("microsoft.role.TeamsAdministrator").contains("Activate"))
            #expect(detail("microsoft.role.UserAdministrator").contains("a part of the directory"))
            #expect(detail("microsoft.role.PrivilegedRoleAdministrator") == "through a group")
            #expect(detail("ringCentral.permission.EditPresenceStatus").contains("Self"))
        }
    }

    @Test func `an app that is missing from the catalogue is told apart from one that cannot be looked for`()
        async throws
    {
        try await VirtualTime.run { time in
            var check = Patient(time, features: [.installApp]) { $0.catalog.removeAll() }.check
            check.app = "00000000-aaaa-4000-8000-000000000001"
            let report = try await check()
            #expect(Self.ids(report, .notMet) == ["microsoft.app"])
            #expect(!report.isReady)
        }
    }

    @Test func `what may not be read is unknown, with the way to look by hand`() async throws {
        try await VirtualTime.run { time in
            let patient = Patient(time, features: [.installApp]) {
                $0.apps[0].permissions = ["TeamsAppInstallation.ReadWriteForUser.All"]
            }
            var check = patient.check
            check.administrator = nil
            let report = try await check()
            #expect(
                Self.ids(report, .unknown)
                    == Self.neverKnown.union([
                        "microsoft.app.enabled", "microsoft.secret", "microsoft.roles", "microsoft.teams",
                        "microsoft.licences", "microsoft.size", "microsoft.app",
                    ]))
            #expect(
                Self.ids(report, .notMet) == [
                    "microsoft.permission.User.Read.All", "microsoft.permission.AppCatalog.Read.All",
                ])
        }
    }

    @Test func `a dead secret leaves one finding on that side, and the other side is still looked at`() async throws {
        try await VirtualTime.run { time in
            let patient = Patient(time, features: Self.features) { $0.apps[0].secrets[0].endsAfter = .zero }
            let report = try await patient.check()
            let findings = report.findings.filter { $0.id.hasPrefix("microsoft.") }
            #expect(findings.map(\.id) == ["microsoft.signIn"])
            #expect(findings[0].remedy?.action == .fixConfiguration("AZURE_CLIENT_SECRET"))
            #expect(report.findings.contains { $0.id == "ringCentral.scope.ReadAccounts" && $0.verdict == .met })
        }
    }

    @Test func `an administrator may be named, is looked up by name, and is not guessed`() async throws {
        try await VirtualTime.run { time in
            let patient = Patient(time, features: [.installApp])
            var check = patient.check
            check.administrator = User.ID(
                rawValue: patient.cloud.settings.entra.administrators[0].userPrincipalName.uppercased())
            let named = try await check()
            #expect(
                named.findings.first { $0.id == "microsoft.role.GlobalAdministrator" }?.detail
                    == "Global Administrator, assigned directly")
            check.administrator = "nobody@fabrikam.example"
            let nobody = try await check()
            let finding = try #require(nobody.findings.first { $0.id == "microsoft.roles" })
            #expect(finding.verdict == .notMet)
            #expect(finding.detail == "There is no user nobody@fabrikam.example in this tenant.")
            // An app that may not look up users does not know who that is, and says so.
            var blind = Patient(time, features: [.installApp]) {
                $0.apps[0].permissions = ["TeamsAppInstallation.ReadWriteForUser.All"]
            }.check
            blind.administrator = check.administrator
            let unknown = try await blind()
            #expect(unknown.findings.first { $0.id == "microsoft.roles" }?.verdict == .unknown)
        }
    }

    @Test func `when the credential ends is told of the one in use, and no more of it than Graph shows`() async throws {
        try await VirtualTime.run { time in
            let (day, hour) = (Duration.seconds(86_400), Duration.seconds(3600))
            let patient = Patient(time, features: [.installApp]) {
                $0.apps[0].secrets[0].endsAfter = day * 200 + hour
                $0.apps[0].secrets.append(.init("old-secret-of-somebody", endsAfter: day * 5 + hour))
                $0.apps[0].certificateThumbprints = ["print"]
                $0.apps[0].certificatesEndAfter = day * 20 + hour
            }
            let secret = patient.cloud.settings.apps[0].secrets[0].value
            func finding(_ credential: CredentialInUse?) async throws -> Finding {
                var check = patient.check
                check.credential = credential
                return try #require(try await check().findings.first { $0.id == "microsoft.secret" })
            }
            let unsaid = try await finding(nil)
            #expect(unsaid.detail?.contains("in 5 days (the 7-day reminder)") == true)
            let known = try await finding(CredentialInUse(Secret(secret)))
            #expect(known.verdict == .met)
            #expect(known.detail?.contains("in 200 days") == true)
            #expect(CredentialInUse(Secret(secret)) == .secret(hint: String(secret.prefix(3))))
            let certificate = try await finding(.certificate(endsAt: nil))
            #expect(certificate.title == "The app's certificate lasts")
            #expect(certificate.detail?.contains("in 20 days (the 30-day reminder)") == true)
            #expect(certificate.remedy?.action == .fixConfiguration("AZURE_CLIENT_CERTIFICATE_PATH"))
            let own = try await finding(.certificate(endsAt: time.date.addingTimeInterval(90 * 86_400)))
            #expect(own.verdict == .met)
            let federated = try await finding(.federated)
            #expect(federated.verdict == .met)
            for finding in [unsaid, known, certificate, own, federated] {
                #expect(!"\(finding)".contains(secret.prefix(4)))
            }
        }
    }

    @Test func `a disabled RingCentral connection is one finding too`() async throws {
        try await VirtualTime.run { time in
            var check = Patient(time, features: Self.features) { $0.ringCentral.scopes = [] }.check
            let poor = try await check()
            #expect(
                Self.ids(poor, .notMet) == [
                    "ringCentral.scope.ReadAccounts", "ringCentral.scope.ReadPresence",
                    "ringCentral.scope.EditPresence",
                ])
            check.ringCentral = nil
            let none = try await check()
            #expect(Self.ids(none, .unknown).contains("ringCentral.signIn"))
        }
    }

    @Test func `a flow that lacks a mandatory permission says so before it writes anything`() async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(users: 20, time: time)
            try await tenant.rollout.refresh()
            let plan = try await tenant.rollout.plan(.install, for: .everyone)
            var app = tenant.cloud.settings.apps[0]
            app.permissions.removeAll { $0.hasPrefix("TeamsAppInstallation") }
            tenant.cloud.register(app)
            await tenant.rollout.graph.tokens.invalidate()
            let error = try await #require(throws: MissingPermissions.self) {
                try await tenant.rollout.apply(plan, approved: plan.digest)
            }
            #expect(error.needs.map(\.permission) == ["TeamsAppInstallation.ReadWriteForUser.All"])
            #expect(error.remedy.action == .grantPermissions(["TeamsAppInstallation.ReadWriteForUser.All"]))
            #expect(tenant.cloud.journal.appliedWrites(of: .installedAppsAdd).isEmpty)
            let open = try await tenant.rollout.interruptedRun()
            #expect(open == nil)
        }
    }
}

@Suite struct SecretExpiryTests {
    @Test(arguments: [
        (61.0, SecretExpiry.fine(daysLeft: 61)), (60.5, .fine(daysLeft: 60)), (60, .near(step: 60, daysLeft: 60)),
        (31, .near(step: 60, daysLeft: 31)), (30, .near(step: 30, daysLeft: 30)), (14, .near(step: 14, daysLeft: 14)),
        (7.5, .near(step: 14, daysLeft: 7)), (7, .near(step: 7, daysLeft: 7)), (2, .near(step: 7, daysLeft: 2)),
        (1, .near(step: 1, daysLeft: 1)), (0.5, .near(step: 1, daysLeft: 0)), (0, .expired), (-3, .expired),
    ])
    func `the ladder has five steps`(days: Double, expected: SecretExpiry) {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        #expect(SecretExpiry(endsAt: now.addingTimeInterval(days * 86_400), now: now) == expected)
        #expect(SecretExpiry(endsAt: nil, now: now) == .unknown)
    }
}

@Suite struct PermissionMinimumTests {
    @Test func `features in, the least set out`() {
        #expect(
            PermissionMinimum(for: [.embeddedApp]).permissions == [
                "Contacts.Read", "OrgContact.Read.All", "User.Read.All",
            ])
        #expect(PermissionMinimum(for: [.readPresence, .writePresence]).permissions == ["Presence.ReadWrite.All"])
        #expect(
            PermissionMinimum(for: [.groupTargets, .directRouting]).permissions == [
                "GroupMember.ReadWrite.All", "User.Read.All",
            ])
        // The portal asks for its own by name, also beside a stronger one.
        #expect(PermissionMinimum(for: [.embeddedApp, .editContacts]).permissions.contains("Contacts.Read"))
        #expect(PermissionMinimum(for: []).permissions == [])
        #expect(
            !PermissionMinimum(for: [.installApp], optional: false).permissions.contains("AppCatalog.Read.All"))
    }

    @Test func `whatever the features, nothing in the set could be left out`() {
        for first in TenantFeature.allCases {
            for second in TenantFeature.allCases {
                let features: Set = [first, second]
                let minimum = PermissionMinimum(for: features)
                let held = Set(minimum.permissions)
                for need in features.flatMap(\.needs) { #expect(!need.isMetBy.isDisjoint(with: held)) }
                for permission in held {
                    let rest = held.subtracting([permission])
                    #expect(
                        features.flatMap(\.needs).contains { $0.isMetBy.isDisjoint(with: rest) }
                            || features.contains(.embeddedApp), "\(permission) in \(features)")
                }
            }
        }
    }

    @Test func `what is more than that is named, the dangerous first, with what to grant before it goes`() {
        let minimum = PermissionMinimum(for: [.installApp])
        let surplus = minimum.surplus(in: [
            "User.ReadWrite.All", "TeamsAppInstallation.ReadWriteForUser.All", "AppCatalog.Read.All", "Calendars.Read",
        ])
        #expect(surplus.map(\.permission) == ["User.ReadWrite.All", "Calendars.Read"])
        #expect(surplus.map(\.isDangerous) == [true, false])
        #expect(surplus[0].inPlaceOf == ["User.Read.All"])
    }
}
