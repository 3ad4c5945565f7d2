import ArgumentParser
import ExampleSupport

/// Presence both ways between Teams and RingCentral, as a program.
@main
struct PresenceSyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "presence-sync",
        abstract: "Keep presence in Teams and RingCentral in step, and say why a call rings or does not.",
        discussion: """
            “explain” needs no network: it answers what would happen to a call in a given state, and which rule decides.

            Exit status: 0 all done, 1 some users failed, 2 something stands in the way, 64 usage, 75 interrupted.
            """,
        subcommands: [Explain.self])
}
