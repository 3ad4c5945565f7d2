import ArgumentParser
import ExampleSupport

/// The full install flow as a program: readiness, both directories, matching, plan, apply, verify, report.
@main
struct InstallApp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install-app",
        abstract: "Install RingCentral's Teams app for a whole Microsoft 365 tenant, a selection or one person.",
        discussion: """
            Without a word it does everything: checks what is needed, reads both directories, matches people, shows the plan, applies \
            it, verifies it and reports. With nothing configured it plays on the simulated cloud.

            Credentials come from the environment: AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, TEAMS_APP_ID; RC_APP_CLIENT_ID, \
            RC_APP_CLIENT_SECRET, RC_USER_JWT; for test servers GRAPH_ENDPOINT, AZURE_AUTHORITY_HOST, RC_SERVER_URL.

            Exit status: 0 all done, 1 some users failed, 2 something stands in the way, 64 usage, 75 interrupted and resumable.
            """,
        subcommands: [
            Run.self, Check.self, Plan.self, Apply.self, Status.self, Refresh.self, Uninstall.self, Resume.self,
            Abandon.self,
        ], defaultSubcommand: Run.self)
}
