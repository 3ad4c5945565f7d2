public import ArgumentParser
import Foundation
import PatchbayCore
import PatchbayReports

/// Turns an error into a sentence, a remedy and an exit status.
public enum Failure {
    /// Prints an error and returns how to end.
    public static func report(_ error: any Error, to console: Console, resume: String? = nil) -> ExitCode {
        if let exit = error as? ExitCode { return exit }
        if error is CancellationError {
            console.warn("Stopped.")
            if let resume { console.warn("Go on with: \(resume)") }
            return ExitStatus.interrupted.code
        }
        console.warn("Error: \(sentence(error))")
        if let remedy = (error as? any LocalizedError)?.recoverySuggestion { console.warn("  \(remedy)") }
        switch error {
        case is ConfigurationError, is UnknownReportFormat: return ExitStatus.usage.code
        case is LedgerError, is TransportError:
            if let resume { console.warn("Go on with: \(resume)") }
            return ExitStatus.interrupted.code
        default: return ExitStatus.blocked.code
        }
    }

    /// An error in a sentence.
    public static func sentence(_ error: any Error) -> String {
        if let error = error as? any LocalizedError, let text = error.errorDescription { return text }
        return String(describing: error)
    }
}
