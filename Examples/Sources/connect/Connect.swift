import ArgumentParser
import ExampleSupport
import Provisioning

/// Connects a tenant: signs an administrator in, shows how the connections are, sets the app registration up, and replaces its secret.
@main
struct Connect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connect",
        abstract: "Connect a Microsoft 365 tenant: sign in, see what is missing, set up the app registration.",
        discussion: """
            Without a word it signs an administrator in and shows the state of the connections. With nothing configured it plays on the \
            simulated cloud, which signs a person in by itself.

            Signing in goes through a public client: AZURE_TENANT_ID (or “organizations”) and AZURE_CLIENT_ID name it, AZURE_AUTHORITY_HOST and \
            GRAPH_ENDPOINT its cloud. The sign-in is kept in a file that only you may read. RingCentral: RC_APP_CLIENT_ID, \
            RC_APP_CLIENT_SECRET, and RC_USER_JWT or a person's sign-in (connect ringcentral).

            Exit status: 0 all done, 1 done but for what an administrator has to do by hand, 2 something stands in the way, 64 usage.
            """,
        subcommands: [
            SignIn.self, RingCentralWord.self, Check.self, Setup.self, RotateSecret.self, Undo.self, SignOut.self,
        ],
        defaultSubcommand: SignIn.self)
}

/// How to sign in, and what the tenant is to be connected for.
struct ConnectOptions: ParsableArguments, Sendable {
    @Flag(help: "Sign in with a code on another device. Many tenants block this; the browser is the better way.")
    var deviceCode = false

    @Flag(help: "Sign in with a browser on this machine. This is the default where there is one.")
    var browser = false

    @Option(
        name: .customLong("feature"), parsing: .upToNextOption,
        help:
            "What the tenant is connected for: embeddedApp, editContacts, installApp, groupTargets, readPresence, writePresence, mailSummary, directRouting, fullReadiness."
    )
    var features: [TenantFeature] = [.embeddedApp, .installApp]

    @Option(help: "The name of the app registration.") var name = "RingCentral for Teams"

    @Option(name: .customLong("app"), help: "The id of an existing registration to set up instead of making one.")
    var existing: String?

    func validate() throws {
        if deviceCode, browser { throw ValidationError("Choose --device-code or --browser.") }
    }
}

extension TenantFeature: @retroactive ExpressibleByArgument {}
