import ArgumentParser
import ExampleSupport
import Foundation
import GraphClient
import PatchbayCore
import PatchbayReports
import Provisioning
import RingCentralClient

extension Connect {
    /// Sign in and show how the connections are.
    struct SignIn: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sign-in", abstract: "Sign an administrator in and show the state of the connections.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var connect: ConnectOptions

        func run() async throws {
            try await Office.run(common, connect, command: "sign-in") { office in
                let graph = try await office.graph()
                let organization = try? await graph.tenant.organization()
                office.console.say(
                    "Tenant: \(organization?.displayName ?? "name not known") (\(organization?.id ?? office.tenant))\n")
                return try await office.showConnections(graph)
            }
        }
    }

    /// What is missing.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check permissions, roles, licences and secrets for the chosen features; change nothing.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var connect: ConnectOptions

        func run() async throws {
            try await Office.run(common, connect, command: "check") { office in
                let admin = try await office.graph()
                // The administrator's own rights do not count for the app; the app's do, if it is set up.
                let person = try await admin.tokenClaims()?.objectID.map { User.ID(rawValue: $0) }
                let app = try await office.appGraph(admin)
                let report = try await ReadinessCheck(
                    graph: app?.graph ?? admin, ringCentral: office.ringCentral,
                    features: Set(office.connect.features), administrator: person, credential: app?.credential)()
                report.findings.forEach(office.console.show)
                if let path = office.options.report {
                    let text = try Report(readiness: report, at: Date()).rendered(as: ReportFormat(fileName: path))
                    try text.write(toFile: path, atomically: true, encoding: .utf8)
                    office.console.say("Report: \(path)")
                }
                return report.isReady ? .done : .blocked
            }
        }
    }

    /// Set the registration up.
    struct Setup: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set up the app registration: plan, ask, apply. A second run changes nothing.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var connect: ConnectOptions

        func run() async throws {
            try await Office.run(common, connect, command: "setup") { office in
                let graph = try await office.graph()
                let setup = office.setup(graph)
                let plan = try await setup.plan()
                office.console.head("Plan")
                office.console.say(plan.description)
                if !plan.surplus.isEmpty {
                    office.console.say("Not needed for these features: \(plan.surplus.joined(separator: ", ")).")
                }
                office.console.emit(Line.PlanLine(plan))
                if plan.steps.isEmpty || office.options.dryRun { return .done }
                guard try office.agrees("Do this?", changes: !plan.isDone) else { return .done }
                let outcome = try await setup.apply(plan, approved: plan.digest)
                office.console.say("\nThe app's id: \(outcome.appID)")
                office.console.say("Its secret is in the token store under “\(outcome.secretKey)”.")
                office.console.emit(
                    Line.Registration(
                        app: outcome.appID, changed: outcome.done.count, consentAddress: outcome.consentAddress))
                guard let address = outcome.consentAddress else { return try await office.showConnections(graph) }
                office.console.say(
                    "\nLeft to do: a Global Administrator or Privileged Role Administrator consents at\n\(address)")
                return .someFailed
            }
        }
    }

    /// Replace the secret.
    struct RotateSecret: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-secret",
            abstract: "Replace the app's secret without a gap: the new one is tried before it is used.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var connect: ConnectOptions
        @Flag(help: "Remove the older secrets that were made here. Only when nobody else uses them.") var removeOld =
            false

        func run() async throws {
            let removesOld = removeOld
            try await Office.run(common, connect, command: "rotate-secret") { office in
                let graph = try await office.graph()
                let setup = office.setup(graph)
                if office.simulated != nil { try await office.prepare(setup) }
                guard try office.agrees("Make a new secret for “\(office.connect.name)”?", changes: true) else {
                    return .done
                }
                let rotation = try await setup.rotateSecret(
                    removesOld: removesOld, probe: setup.probe(transport: office.transport))
                let end = rotation.endsAt.map { String(WireDate.string($0).prefix(10)) }
                office.console.say("The new secret is in use\(end.map { " and good until \($0)" } ?? "").")
                if !rotation.stillValid.isEmpty {
                    office.console.say(
                        "Still good: \(rotation.stillValid.count) older. Put the new one into RingCentral's portal (Update secret), then run again with --remove-old."
                    )
                }
                office.console.emit(
                    Line.Rotation(keyID: rotation.keyID, endsAt: end, stillValid: rotation.stillValid))
                return .done
            }
        }
    }

    /// Take back what was set up.
    struct Undo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take back what setup made, and nothing else.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var connect: ConnectOptions

        func run() async throws {
            try await Office.run(common, connect, command: "undo") { office in
                let setup = office.setup(try await office.graph())
                if office.simulated != nil { try await office.prepare(setup) }
                guard try office.agrees("Take back what was set up under “\(office.connect.name)”?", changes: true)
                else {
                    return .done
                }
                let lines = try await setup.undo()
                for line in lines {
                    office.console.say(line)
                    office.console.emit(Line.Undone(text: line))
                }
                if lines.isEmpty { office.console.say("There is nothing of ours.") }
                return .done
            }
        }
    }

    /// Forget the sign-in.
    struct SignOut: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sign-out", abstract: "Forget the administrator's sign-in on this machine.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var connect: ConnectOptions

        func run() async throws {
            try await Office.run(common, connect, command: "sign-out") { office in
                try await office.credential.signOut()
                office.console.say("Forgotten here. At Microsoft, an administrator can revoke sign-in sessions.")
                return .done
            }
        }
    }
}

extension Office {
    /// Asks before something is changed; the simulated cloud needs no asking.
    func agrees(_ question: String, changes: Bool) throws -> Bool {
        if options.yes || simulated != nil || !changes { return true }
        guard console.canAsk else {
            throw ConfigurationError("Nobody can be asked.", remedy: "Look at the plan (--dry-run), then add --yes.")
        }
        return console.ask(question)
    }

    /// A fresh simulated cloud has nothing to rotate or to take back yet.
    func prepare(_ setup: RegistrationSetup) async throws {
        let plan = try await setup.plan()
        _ = try await setup.apply(plan, approved: plan.digest)
        console.say("Set up on the simulated cloud first.")
    }

    /// The client of the app that was set up here, with its stored secret; `nil` if there is none.
    func appGraph(_ admin: Graph) async throws -> (graph: Graph, credential: CredentialInUse)? {
        let setup = setup(admin)
        guard let appID = try await setup.plan().appID, let secret = try await tokens.load(setup.secretKey(appID))
        else {
            return nil
        }
        let id = try await admin.tokenClaims()?.tenantID ?? tenant
        let graph = Graph(
            .clientSecret(
                tenant: id, clientID: appID, secret: secret, authority: cloud.authority, transport: transport),
            tenant: id, clientID: appID, cloud: cloud, transport: transport)
        return (graph, CredentialInUse(secret))
    }

    /// The states of the connections that are noted, the one of this tenant among them once it is set up.
    func showConnections(_ admin: Graph) async throws -> ExitStatus {
        let book = ConnectionBook(ledger)
        if let graph = try await appGraph(admin)?.graph {
            let account = try? await ringCentral?.account.current().id.description
            let end = try await admin.applications.get(appID: graph.pipeline.app)?.passwordCredentials?
                .compactMap(\.endsAt).max()
            let connection = try TenantConnection(
                tenantID: graph.tenantID, ringCentralAccount: account ?? "none", clientID: graph.pipeline.app,
                name: connect.name, secretEndsAt: end)
            if try await book.all().contains(where: { $0.id == connection.id }) {
                try await book.update(connection)
            } else {
                try await book.add(connection)
            }
        }
        let connections = try await book.all()
        console.head("Connections")
        if connections.isEmpty {
            console.say("  ○ Not connected. Set the app registration up with: connect setup")
            console.emit(
                Line.ConnectionLine(
                    name: connect.name, tenant: tenant, app: "", state: ConnectionState.notConnected.rawValue,
                    detail: nil, remedy: "connect setup"))
        }
        var works = true
        for connection in connections {
            let status = try await status(of: connection)
            works = works && status.state.works
            console.say(
                "  \(status.state.works ? "●" : "○") \(connection.name), tenant \(connection.tenantID), RingCentral account \(connection.ringCentralAccount): \(status.state.title)"
            )
            if let detail = status.detail { console.say("      \(detail)") }
            if let remedy = status.remedy { console.say("      \(remedy)") }
            console.emit(
                Line.ConnectionLine(
                    name: connection.name, tenant: connection.tenantID, app: connection.clientID,
                    state: status.state.rawValue, detail: status.detail, remedy: status.remedy?.sentence))
        }
        return works ? .done : .blocked
    }

    /// One connection's state, with a client of its own.
    private func status(of connection: TenantConnection) async throws -> ConnectionStatus {
        let key = "microsoft-secret-\(connection.clientID.lowercased())"
        guard let secret = try await tokens.load(key) else {
            return ConnectionStatus(
                .notConnected, detail: "Its secret is not in the token store of this machine.",
                remedy: Remedy("Set it up here: connect setup.", action: .runAgain))
        }
        let graph = Graph(
            .clientSecret(
                tenant: connection.tenantID, clientID: connection.clientID, secret: secret,
                authority: cloud.authority, transport: transport), tenant: connection.tenantID,
            clientID: connection.clientID, cloud: cloud, transport: transport)
        return try await connection.status(graph, for: Set(connect.features))
    }
}
