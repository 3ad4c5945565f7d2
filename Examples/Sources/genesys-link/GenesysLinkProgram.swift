import ArgumentParser
import ExampleSupport
import Foundation
import PatchbayCore
import Provisioning

/// Links Genesys Cloud's users to Teams as a program, and takes the link away again.
@main
struct GenesysLinkProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "genesys-link",
        abstract: "Link Genesys Cloud's users to Microsoft Teams, and take the link away again.",
        discussion: """
            Without a word it does everything: checks what is needed, shows the plan, applies it and verifies it. With nothing configured it \
            plays on the simulated cloud.

            Credentials come from the environment: AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET; GENESYSCLOUD_REGION, \
            GENESYSCLOUD_OAUTHCLIENT_ID, GENESYSCLOUD_OAUTHCLIENT_SECRET; for test servers GRAPH_ENDPOINT, AZURE_AUTHORITY_HOST, \
            GENESYS_ENDPOINT, GENESYS_LOGIN_ENDPOINT.

            Exit status: 0 all done, 1 some users failed, 2 something stands in the way, 64 usage, 75 interrupted and resumable.
            """,
        subcommands: [Run.self, Check.self, Plan.self, Apply.self, Remove.self, Resume.self, Abandon.self],
        defaultSubcommand: Run.self)

    /// Whom, and with which number.
    struct LinkOptions: ParsableArguments, Sendable {
        @Option(
            name: .customLong("user"), parsing: .upToNextOption,
            help: "Keep to these people, by Genesys e-mail, user principal name or object id.")
        var users: [String] = []

        @Option(help: "Where the Teams number comes from: business, mobile or none.")
        var number = "business"

        @Flag(help: "Overwrite a number that was put by hand in “Other phone”.")
        var overwriteOtherPhone = false

        func validate() throws {
            guard GenesysLinkPlanner.NumberSource(rawValue: number) != nil else {
                throw ValidationError("--number needs business, mobile or none.")
            }
        }

        var planner: GenesysLinkPlanner {
            GenesysLinkPlanner(
                source: GenesysLinkPlanner.NumberSource(rawValue: number) ?? .business,
                overwritesOtherPhone: overwriteOtherPhone)
        }
    }

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "run", abstract: "Check, plan and apply. This is what happens without a word.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var link: LinkOptions

        func run() async throws {
            try await LinkSession.run(common, link, command: "link") { session in
                if let blocked = try await session.check() { return blocked }
                if let status = try await session.resume() { return status }
                let plan = try await session.plan(.link)
                return session.options.dryRun ? session.dryRun() : try await session.apply(plan)
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Check everything that a link needs; change nothing.")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await LinkSession.run(common, LinkOptions.defaults, command: "check") { session in
                let blocked = try await session.check(showsManualSteps: true)
                session.console.emit(LinkLine.Summary(command: "check", counts: [:], exit: (blocked ?? .done).rawValue))
                return blocked ?? .done
            }
        }
    }

    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read both directories and show the plan; change nothing.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var link: LinkOptions
        @Flag(help: "Plan a removal instead.") var remove = false

        func run() async throws {
            let action: GenesysLinkPlan.Action = remove ? .unlink : .link
            try await LinkSession.run(common, link, command: "plan") { session in
                let plan = try await session.plan(action)
                for step in plan.steps where !step.changes.isEmpty {
                    session.console.say("  \(step.userName): \(step.changes.joined(separator: "; "))")
                }
                session.skips(plan)
                let counts = [
                    "changes": plan.changeCount, "unchanged": plan.steps.count - plan.changeCount,
                    "skipped": plan.skips.count,
                ]
                session.console.emit(LinkLine.Summary(command: "plan", counts: counts, exit: 0))
                return .done
            }
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Plan and apply, without the check.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var link: LinkOptions

        func run() async throws {
            try await LinkSession.run(common, link, command: "apply") { session in
                if let status = try await session.resume() { return status }
                let plan = try await session.plan(.link)
                return session.options.dryRun ? session.dryRun() : try await session.apply(plan)
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take exactly the Teams number and the link away, and nothing else.",
            discussion:
                "Stop Entra's provisioning from mapping the two values first, or its next cycle writes them again.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var link: LinkOptions

        func run() async throws {
            try await LinkSession.run(common, link, command: "remove") { session in
                session.manualStep(GenesysLink.stopTheSource)
                if let status = try await session.resume() { return status }
                let plan = try await session.plan(.unlink)
                return session.options.dryRun ? session.dryRun() : try await session.apply(plan)
            }
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Go on with a run that was interrupted.")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await LinkSession.run(common, LinkOptions.defaults, command: "resume") { session in
                if let status = try await session.resume() { return status }
                session.console.say("There is no interrupted run.")
                session.console.emit(LinkLine.Summary(command: "resume", counts: [:], exit: 0))
                return .done
            }
        }
    }

    struct Abandon: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End an interrupted run without going on with it; what it has done stays.")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await LinkSession.run(common, LinkOptions.defaults, command: "abandon") { session in
                try await session.link.abandon()
                session.console.emit(LinkLine.Summary(command: "abandon", counts: [:], exit: 0))
                return .done
            }
        }
    }
}

extension GenesysLinkProgram.LinkOptions {
    /// What is meant where no options can be given.
    static var defaults: Self {
        get throws { try parse([]) }
    }
}
