import ArgumentParser
import ExampleSupport

/// Presence both ways between Teams and RingCentral, as a program.
@main
struct PresenceSyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "presence-sync",
        abstract: "Keep presence in Teams and RingCentral in step, and say why a call rings or does not.",
        discussion: """
            Without a word it runs: against real services until Ctrl-C, and then gives back what it changed; with nothing configured through \
            a simulated working day for forty people, as fast as the machine can.

            “explain” needs no network: it answers what would happen to a call in a given state, and which rule decides.

            Exit status: 0 all done, 1 some users failed, 2 something stands in the way, 64 usage, 75 interrupted.
            """,
        subcommands: [Run.self, Check.self, Explain.self, Unsync.self, Disable.self, SignIn.self],
        defaultSubcommand: Run.self)
}
