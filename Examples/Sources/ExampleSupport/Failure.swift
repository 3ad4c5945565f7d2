import Foundation
import PatchbayCore
import PatchbayReports

/// Turns an error into a sentence, a remedy and an exit status.
public enum Failure {
    /// Prints an error and returns how to end.
    public static func report(_ error: any Error, to console: Console, resume: String? = nil) -> ExitStatus {
        if error is CancellationError {
            console.warn("Stopped.")
            if let resume { console.warn("Go on with: \(resume)") }
            return .interrupted
        }
        console.warn("Error: \(sentence(error))")
        if let remedy = (error as? any LocalizedError)?.recoverySuggestion { console.warn("  \(remedy)") }
        switch error {
        case is ConfigurationError, is UnknownReportFormat: return .usage
        case is LedgerError, is TransportError:
            if let resume { console.warn("Go on with: \(resume)") }
            return .interrupted
        default: return .blocked
        }
    }

    /// An error in a sentence.
    public static func sentence(_ error: any Error) -> String {
        if let error = error as? any LocalizedError, let text = error.errorDescription { return text }
        return String(describing: error)
    }
}
