import GenesysClient
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import Testing

@Suite struct MappingDriftTests {
    private typealias Mapping = SynchronizationSchema.AttributeMapping

    private func mapping(_ source: String, _ target: String, priority: Int = 0, flow: String = "Always") -> Mapping {
        Mapping(.init(expression: source), to: target, flowType: flow, matchingPriority: priority)
    }

    private var right: [Mapping] {
        [
            mapping("[userPrincipalName]", "userName", priority: 1), mapping("[accountEnabled]", "active"),
            mapping("[displayName]", "displayName"),
            mapping("[telephoneNumber]", AttributeMappingDrift.numberTarget),
            mapping("[objectId]", AttributeMappingDrift.linkTarget),
        ]
    }

    @Test func `the intended mappings show no drift, whatever else is mapped`() {
        #expect(AttributeMappingDrift(right + [mapping("[jobTitle]", "title")]).isEmpty)
    }

    @Test func `a missing mapping is a line of the diff`() {
        let drift = AttributeMappingDrift(Array(right.dropLast()))
        #expect(drift.lines.map(\.kind) == [.missing])
        #expect(drift.description == "+ objectId → \(AttributeMappingDrift.linkTarget)")
    }

    @Test func `curly quotes in a mapping are found, as they break it silently`() {
        var mappings = right
        mappings[3] = mapping("[telephoneNumber]", "phoneNumbers[type eq \u{201C}microsoftteams\u{201D}].value")
        let drift = AttributeMappingDrift(mappings)
        #expect(drift.lines.map(\.kind) == [.curlyQuotes])
        #expect(drift.description.hasPrefix("- telephoneNumber → phoneNumbers[type eq \u{201C}"))
    }

    @Test(arguments: ["[userPrincipalName]", "[immutableId]", "ToUpper([objectId])"])
    func `a link value other than the object id is another source`(source: String) {
        var mappings = right
        mappings[4] = mapping(source, AttributeMappingDrift.linkTarget)
        #expect(AttributeMappingDrift(mappings).lines.map(\.kind) == [.otherSource])
    }

    @Test func `a value that is written at creation only never follows a change`() {
        var mappings = right
        mappings[3] = mapping("[telephoneNumber]", AttributeMappingDrift.numberTarget, flow: "ObjectAddOnly")
        #expect(AttributeMappingDrift(mappings).lines.map(\.kind) == [.onlyAtCreation])
    }

    @Test func `users are matched by userName`() {
        var mappings = right
        mappings[0] = mapping("[userPrincipalName]", "userName")
        #expect(AttributeMappingDrift(mappings).lines.map(\.kind) == [.notMatching])
    }

    @Test func `two mappings of one target are said`() {
        #expect(
            AttributeMappingDrift(right + [mapping("[mail]", "userName", priority: 2)]).lines.map(\.kind) == [.doubled])
    }

    @Test func `readiness shows the drift of the provisioning app as a diff`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(
                users: 12, time: time, change: { $0.genesys.provisioning?.mappings[4].source = "mail" })
            let finding = try #require(try await tenant.link.readiness().findings.first { $0.id == "genesys.mapping" })
            #expect(finding.verdict == .notMet)
            #expect(finding.detail?.contains("- mail → urn:") == true)
            #expect(finding.detail?.contains("+ objectId → urn:") == true)
        }
    }

    @Test(arguments: [("Active", Finding.Verdict.notMet), ("Quarantine", .notMet), ("Paused", .met), ("Odd", .unknown)])
    func `removing while Entra still maps would be undone by its next cycle`(
        status: String, verdict: Finding.Verdict
    ) async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(
                users: 12, time: time, change: { $0.genesys.provisioning?.status = status })
            let finding = try await tenant.link.sourceFinding()
            #expect(finding.verdict == verdict)
            #expect(finding.isMandatory == (verdict == .notMet))
        }
    }

    @Test(arguments: [("Active", Finding.Verdict.met), ("Paused", .met), ("Quarantine", .notMet)])
    func `a secret token that expired leaves the provisioning job in quarantine, and it is said with the way out`(
        status: String, verdict: Finding.Verdict
    ) async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(
                users: 12, time: time, change: { $0.genesys.provisioning?.status = status })
            let findings = try await tenant.link.readiness().findings
            let finding = try #require(findings.first { $0.id == "genesys.provisioning" })
            #expect(finding.verdict == verdict)
            #expect(!finding.isMandatory)
            #expect(finding.remedy?.sentence.contains("secret token") == (verdict == .notMet ? true : nil))
        }
    }

    @Test func `the app that provisions and the app that reads presence are two, and neither stands for the other`()
        async throws
    {
        try await VirtualTime.run { time in
            let app = "microsoft.app.\(GenesysLink.teamsApplicationID).installed"
            func verdicts(_ change: (inout CloudSettings) -> Void) async throws -> (Finding.Verdict?, Finding.Verdict) {
                let tenant = try GenesysTenant(users: 12, time: time, change: change)
                return (
                    try await tenant.link.readiness().findings.first { $0.id == app }?.verdict,
                    try await tenant.link.sourceFinding().verdict
                )
            }
            let onlyProvisions = try await verdicts { $0.genesys.enterpriseApp.isInstalled = false }
            #expect(onlyProvisions == (.notMet, .met))
            let onlyPresence = try await verdicts { $0.genesys.provisioning = nil }
            #expect(onlyPresence == (.met, .unknown))
        }
    }

    @Test func `a running job that does not map the two values stands in nobody's way`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(
                users: 12, time: time,
                change: {
                    $0.genesys.provisioning?.status = "Active"
                    $0.genesys.provisioning?.mappings.removeLast(2)
                })
            #expect(try await tenant.link.sourceFinding().verdict == .met)
        }
    }

    @Test func `an app that is not found proves nothing, and neither does a missing permission`() async throws {
        try await VirtualTime.run { time in
            let none = try GenesysTenant(users: 12, time: time, change: { $0.genesys.provisioning = nil })
            #expect(try await none.link.sourceFinding().verdict == .unknown)
            let blind = try GenesysTenant(
                users: 12, time: time,
                change: { $0.apps[0].permissions.removeAll { $0 == "Synchronization.Read.All" } })
            let finding = try await blind.link.sourceFinding()
            #expect(finding.verdict == .unknown)
            #expect(finding.remedy != nil)
        }
    }
}
