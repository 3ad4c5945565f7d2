import ArgumentParser
import ExampleSupport
import Foundation
import PatchbayCore
import Provisioning

/// Provisions Direct Routing by the membership of an Entra group as a program.
@main
struct DirectRoutingProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "direct-routing",
        abstract: "Let people call in Microsoft Teams through RingCentral, by the membership of an Entra group.",
        discussion: """
            Without a word it does everything: checks what is needed, judges everybody whom it concerns, shows the plan, applies it and \
            verifies it. The members of the group get the Teams integration of their extension, and who left the group loses it. With \
            --user, --department, --search or --all it adds people to the group instead, and touches nobody else. With nothing configured \
            it plays on the simulated cloud.

            Credentials come from the environment: AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET; RC_APP_CLIENT_ID, \
            RC_APP_CLIENT_SECRET, RC_USER_JWT; for test servers GRAPH_ENDPOINT, AZURE_AUTHORITY_HOST, RC_SERVER_URL.

            Exit status: 0 all done, 1 some users failed or are not ready, 2 something stands in the way, 64 usage, 75 interrupted and \
            resumable.
            """,
        subcommands: [Run.self, Check.self, Plan.self, Apply.self, Remove.self, Resume.self, Abandon.self],
        defaultSubcommand: Run.self)

    /// Which group.
    struct GroupOptions: ParsableArguments, Sendable {
        @Option(help: "The group that enables calling, by its whole name or its object id.")
        var group: String?

        /// The command that goes on with an unfinished run of this group.
        func resumeCommand(_ options: CommonOptions) -> String {
            options.resumeCommand("direct-routing", group.map { ["--group", $0] } ?? [])
        }

        @Flag(help: "Leave the integration of people on who are no longer in the group.")
        var keepLeavers = false

        @Flag(help: "Assign the numbers in Teams through Graph too, where the tenant offers it.")
        var assignNumbers = false

        @Flag(help: "Allow a group that directory roles can be assigned to.")
        var allowRoleAssignable = false

        @Flag(help: "Look who has the embedded app (TEAMS_APP_ID) as well, and warn.")
        var lookForApp = false

        var planner: DirectRoutingPlanner {
            DirectRoutingPlanner(
                removesLeavers: !keepLeavers, assignsNumbers: assignNumbers,
                allowsRoleAssignableGroup: allowRoleAssignable)
        }
    }

    /// Who is meant, if not the members of the group.
    struct PeopleOptions: ParsableArguments, Sendable {
        @Option(
            name: .customLong("user"), parsing: .upToNextOption,
            help: "People, by user principal name, mail address or object id.")
        var users: [String] = []

        @Option(name: .customLong("department"), help: "Everybody in a department. May be given several times.")
        var departments: [String] = []

        @Option(help: "Everybody whom a search by name, address or department finds.")
        var search: String?

        @Flag(help: "Everybody in the tenant.")
        var all = false

        func validate() throws {
            if all, !users.isEmpty || !departments.isEmpty || search != nil {
                throw ValidationError("--all cannot be combined with a selection.")
            }
        }

        /// `nil` for the members of the group.
        var target: InstallTarget? {
            if all { return .everyone }
            var selectors = users.map { InstallTarget.Selector.user($0) }
            selectors += departments.map { .department($0) }
            if let search { selectors.append(.search(search)) }
            return selectors.isEmpty ? nil : InstallTarget(selectors)
        }
    }

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "run", abstract: "Check, plan and apply. This is what happens without a word.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var group: GroupOptions
        @OptionGroup var people: PeopleOptions

        func run() async throws {
            let target = people.target
            try await RoutingSession.run(common, group, command: "provision") { session in
                if let blocked = try await session.check(changesGroup: target != nil) {
                    return session.end(blocked)
                }
                if let status = try await session.resumeInterrupted(.provision, target) { return status }
                let seen = try await session.observe()
                let plan = try await session.plan(.provision, target, seen)
                return session.options.dryRun ? session.dryRun() : try await session.apply(plan)
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check what is needed and judge everybody whom it concerns; change nothing.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var group: GroupOptions

        func run() async throws {
            try await RoutingSession.run(common, group, command: "check") { session in
                if let blocked = try await session.check(changesGroup: false) {
                    session.console.show(ManualStep.directRouting())
                    return session.end(blocked)
                }
                let seen = try await session.observe()
                return try session.verdicts(seen)
            }
        }
    }

    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Read everything and show the plan; change nothing.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var group: GroupOptions
        @OptionGroup var people: PeopleOptions
        @Flag(help: "Plan a removal instead.") var remove = false
        @Option(help: "Write the plan to this file, to apply exactly it later.", completion: .file()) var out: String?

        func validate() throws {
            if remove, people.target == nil { throw ValidationError(Remove.whom) }
        }

        func run() async throws {
            let (target, out, action) = (people.target, out, remove ? DirectRoutingPlan.Action.remove : .provision)
            try await RoutingSession.run(common, group, command: "plan") { session in
                let plan = try await session.plan(action, target, try await session.observe())
                session.steps(plan)
                if let out {
                    try WireCoding.encode(plan).write(to: URL(filePath: out), options: .atomic)
                    session.console.say("Plan written to \(out); apply it with: direct-routing apply --plan \(out)")
                }
                let counts = [
                    "changes": plan.changeCount, "unchanged": plan.steps.count - plan.changeCount,
                    "skipped": plan.skips.count,
                ]
                return session.end(.done, counts)
            }
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Apply a plan that “plan --out” wrote, or plan and apply at once; without the check.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var group: GroupOptions
        @OptionGroup var people: PeopleOptions
        @Option(name: .customLong("plan"), help: "The file with the plan.", completion: .file()) var planFile: String?

        func run() async throws {
            let (target, planFile) = (people.target, planFile)
            try await RoutingSession.run(common, group, command: "provision") { session in
                let plan: DirectRoutingPlan
                if let planFile {
                    plan = try RoutingSession.readPlan(planFile)
                    if let status = try await session.resumeInterrupted(plan.action, plan.target) { return status }
                    session.console.show(plan: plan)
                } else {
                    if let status = try await session.resumeInterrupted(.provision, target) { return status }
                    plan = try await session.plan(.provision, target, try await session.observe())
                }
                return session.options.dryRun ? session.dryRun() : try await session.apply(plan)
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let whom = "Say from whom: --user, --department, --search, or --all."
        static let configuration = CommandConfiguration(
            abstract: "Take people out of the group and switch their integration off.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var group: GroupOptions
        @OptionGroup var people: PeopleOptions

        func validate() throws {
            if people.target == nil { throw ValidationError(Self.whom) }
        }

        func run() async throws {
            let target = people.target
            try await RoutingSession.run(common, group, command: "remove") { session in
                if let status = try await session.resumeInterrupted(.remove, target) { return status }
                let plan = try await session.plan(.remove, target, try await session.observe())
                return session.options.dryRun ? session.dryRun() : try await session.apply(plan)
            }
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Go on with the run that was not finished.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var group: GroupOptions

        func run() async throws {
            try await RoutingSession.run(common, group, command: "resume") { session in
                if let status = try await session.resume() { return status }
                session.console.say("There is nothing to resume.")
                return session.end(.done)
            }
        }
    }

    struct Abandon: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End the unfinished run without going on with it; what it did is kept.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var group: GroupOptions

        func run() async throws {
            try await RoutingSession.run(common, group, command: "abandon") { session in
                try await session.rollout.abandon()
                session.console.say("Ended. What it did is kept; the next plan sees it.")
                return session.end(.done)
            }
        }
    }
}
