import Foundation
import GraphClient
import PatchbayCore
import Provisioning
import Testing

@Suite struct ManualStepTests {
    private let plan = InstallPlan(
        action: .install, app: "app-1", target: .everyone,
        steps: [
            .init(id: "11111111-0000-0000-0000-000000000001", userPrincipalName: "ann@contoso.com"),
            .init(id: "11111111-0000-0000-0000-000000000002", userPrincipalName: "bob@contoso.com"),
        ], skips: [])

    @Test func `every step says where, who, whom it concerns and how to see that it is done`() throws {
        let steps =
            ManualStep.installing + (try ManualStep.installing(plan, policy: "Calling"))
            + ManualStep.directRouting(["ann@contoso.com"]) + [.portalPresenceSync]
        for step in steps {
            for text in [step.id, step.title, step.place, step.role, step.affected, step.verification] {
                #expect(!text.isEmpty, "\(step.id)")
            }
        }
        #expect(Set(ManualStep.installing.map(\.id)).count == ManualStep.installing.count)
    }

    @Test func `steps made from a plan name the people`() throws {
        let steps = try ManualStep.installing(plan, policy: "Calling")
        let pin = try #require(steps.first { $0.id == "pinApp" })
        #expect(pin.users == ["ann@contoso.com", "bob@contoso.com"])
        #expect(pin.attachments?.map(\.name) == ["pin-app.ps1"])
        #expect(ManualStep.directRouting(["ann@contoso.com"]).first { $0.id == "relaunchTeams" }?.users?.count == 1)
    }

    @Test func `the pinning script assigns a policy that is there, in portions, and makes none`() throws {
        let users = (0..<5001).map { User.ID("u\($0)") }
        let script = try PinningScript(app: "app-1", policy: "Calling", users: users).text
        #expect(
            script.components(separatedBy: "New-CsBatchPolicyAssignmentOperation -PolicyType TeamsAppSetupPolicy").count
                == 3)
        #expect(script.contains("    'u0',\n"))
        #expect(script.contains("    'u4999'\n)"))
        #expect(script.contains("    'u5000'\n)"))
        #expect(script.contains("Get-CsTeamsAppSetupPolicy -Identity $policyName"))
        #expect(!script.contains("New-CsTeamsAppSetupPolicy") && !script.contains("Set-CsTeamsAppSetupPolicy"))
    }

    @Test func `nothing in a name can end the quotes around it`() throws {
        for quote in ["'", "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}"] {
            let script = try PinningScript(app: "a", policy: "O\(quote); Remove-Item C:\\ #", users: []).text
            #expect(script.contains("$policyName = 'O\(quote)\(quote); Remove-Item C:\\ #'"))
        }
        #expect(throws: PinningScript.Fault.self) { try PinningScript(app: "a", policy: "x\nRemove-Item", users: []) }
        #expect(throws: PinningScript.Fault.self) { try PinningScript(app: "a\u{85}", policy: "x", users: []) }
        for fault in [PinningScript.Fault.noPolicy, .controlCharacter("secret\n")] {
            #expect(fault.errorDescription?.isEmpty == false && fault.recoverySuggestion?.isEmpty == false)
            #expect(fault.localizedDescription.contains("secret") == false)
        }
        #expect(throws: PinningScript.Fault.noPolicy) { try PinningScript(app: "a", policy: " ", users: []) }
    }

    @Test func `each platform has a silent command, and says whether the plugin updates itself`() {
        #expect(DesktopPlugin.all.map(\.package) == DesktopPlugin.Package.allCases)
        #expect(DesktopPlugin.all.filter(\.updatesItself).map(\.package) == [.windowsEXE])
        #expect(DesktopPlugin.all[0].command.hasSuffix("/quiet") && DesktopPlugin.all[1].command.hasSuffix("/S"))
        #expect(ManualStep.desktopPlugin.attachments?.count == 3)
    }
}
