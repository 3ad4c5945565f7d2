import Foundation
public import Provisioning

/// What stands around the work of every word of a program: errors become sentences and exit statuses, Ctrl-C an orderly end, and the last
/// JSON line is always the summary.
public enum Word {
    /// Runs a word that ends at once on Ctrl-C.
    ///
    /// - Parameters:
    ///   - command: the word, for the summary.
    ///   - work: what the word does; it says how it ended.
    public static func run(
        _ command: String, json: Bool, _ work: @escaping @Sendable (Console) async throws -> ExitStatus
    ) async throws {
        try await framed(command, Console(json: json), stop: nil, resume: nil, work)
    }

    /// Runs a word that ends in good order on the first Ctrl-C, and at once on the second.
    ///
    /// - Parameters:
    ///   - command: the word, for the summary.
    ///   - resume: the command that goes on with an interrupted run, where there is one.
    ///   - work: what the word does; it heeds the signal and says how it ended.
    public static func run(
        _ command: String, json: Bool, resume: String? = nil,
        _ work: @escaping @Sendable (Console, StopSignal) async throws -> ExitStatus
    ) async throws {
        let stop = StopSignal()
        try await framed(command, Console(json: json), stop: stop, resume: resume) { try await work($0, stop) }
    }

    private static func framed(
        _ command: String, _ console: Console, stop: StopSignal?, resume: String?,
        _ work: @escaping @Sendable (Console) async throws -> ExitStatus
    ) async throws {
        let status: ExitStatus
        do {
            status = try await Interrupts.handling(stop, console: console) { try await work(console) }
        } catch {
            status = Failure.report(error, to: console, resume: resume)
            console.emit(
                ErrorLine(message: Failure.sentence(error), remedy: (error as? any LocalizedError)?.recoverySuggestion))
            console.emit(SummaryLine(command, exit: status))
        }
        if status != .done { throw status.code }
    }
}
