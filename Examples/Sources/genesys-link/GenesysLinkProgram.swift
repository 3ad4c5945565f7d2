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

        @Flag(help: "Give users who lack a permission the roles Employee and Microsoft Teams User. Holders are billed.")
        var grantRoles = false

        @Flag(help: "Add the enterprise application to the Entra tenant if it is missing; consent stays by hand.")
        var addEnterpriseApp = false

        @Flag(help: "Look neither at trunks nor at DIDs in use; that needs telephony:plugin:all.")
        var noTelephony = false

        @Flag(help: "Remove although Entra's provisioning writes the values again.")
        var ignoreSource = false

        var wish: GenesysIntegrationWish {
            GenesysIntegrationWish(grantsRoles: grantRoles, addsEnterpriseApp: addEnterpriseApp)
        }

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
                return try await session.linkAll()
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Check everything that a link needs; change nothing.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var link: LinkOptions

        func run() async throws {
            try await LinkSession.run(common, link, command: "check") { session in
                if let blocked = try await session.check(showsManualSteps: true) { return blocked }
                try session.write(nil)
                session.console.emit(SummaryLine("check"))
                return .done
            }
        }
    }

    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read both directories and show the plan; change nothing.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var link: LinkOptions
        @Flag(help: "Plan a removal instead.") var remove = false
        @Option(help: "Write the plan for users to this file, to apply exactly it later.", completion: .file())
        var out: String?

        func run() async throws {
            let action: GenesysLinkPlan.Action = remove ? .unlink : .link
            let (remove, out) = (remove, out)
            try await LinkSession.run(common, link, command: "plan") { session in
                let plan = try await session.plan(action)
                session.details(plan)
                if let out {
                    try WireCoding.encode(plan).write(to: URL(filePath: out), options: .atomic)
                    session.console.say("Plan written to \(out); apply it with: genesys-link apply --plan \(out)")
                }
                if !remove { _ = try await session.planIntegration(for: plan.steps.map(\.id)) }
                let counts = [
                    "changes": plan.changeCount, "unchanged": plan.steps.count - plan.changeCount,
                    "skipped": plan.skips.count,
                ]
                session.console.emit(SummaryLine("plan", counts: counts))
                return .done
            }
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Apply a plan that “plan --out” wrote, or plan and apply at once.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var link: LinkOptions
        @Option(name: .customLong("plan"), help: "The file with the plan.", completion: .file()) var planFile: String?

        func run() async throws {
            let planFile = planFile
            try await LinkSession.run(common, link, command: "apply") { session in
                guard let planFile else { return try await session.linkAll() }
                let plan = try LinkSession.readPlan(planFile)
                return plan.action == .link ? try await session.linkAll(plan) : try await session.unlink(plan)
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
                try await session.unlink()
            }
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Go on with a run that was interrupted.")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await LinkSession.run(common, LinkOptions.defaults, command: "resume") { session in
                if let summary = try await session.resume() { return try session.finish(summary) }
                session.console.say("There is no interrupted run.")
                session.console.emit(SummaryLine("resume"))
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
                session.console.emit(SummaryLine("abandon"))
                return .done
            }
        }
    }
}

extension LinkSession {
    /// Users first, then the integration, as Genesys recommends. An interrupted run is finished before anything new is planned.
    func linkAll(_ made: GenesysLinkPlan? = nil) async throws -> ExitStatus {
        if !options.dryRun, let summary = try await resume(.link) { return try finish(summary) }
        let plan = if let made { made } else { try await plan(.link) }
        let ids = plan.steps.map(\.id)
        if options.dryRun {
            _ = try await planIntegration(for: ids)
            return dryRun()
        }
        guard let summary = try await apply(plan) else { return .done }
        guard summary.stopped == nil else { return try finish(summary) }
        console.clearBar()
        let isDone = try await apply(try await planIntegration(for: ids))
        return try finish(summary, integrationIsDone: isDone)
    }

    /// Takes the two values away, after a look at whether Entra would write them again.
    func unlink(_ made: GenesysLinkPlan? = nil) async throws -> ExitStatus {
        if let blocked = try await checkSource() { return blocked }
        if !options.dryRun, let summary = try await resume(.unlink) { return try finish(summary) }
        let plan = if let made { made } else { try await plan(.unlink) }
        if options.dryRun { return dryRun() }
        guard let summary = try await apply(plan) else { return .done }
        return try finish(summary)
    }

    /// A plan that was written down.
    static func readPlan(_ path: String) throws -> GenesysLinkPlan {
        do {
            return try JSONDecoder().decode(GenesysLinkPlan.self, from: Data(contentsOf: URL(filePath: path)))
        } catch {
            throw ConfigurationError(
                "\(path) holds no plan.", remedy: "Write one with: genesys-link plan --out \(path)")
        }
    }
}

extension GenesysLinkProgram.LinkOptions {
    /// What is meant where no options can be given.
    static var defaults: Self {
        get throws { try parse([]) }
    }
}
