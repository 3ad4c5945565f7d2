import Foundation
import PatchbayCore

/// An error in words, for findings.
enum FindingWords {
    static func words(_ error: any Error) -> String {
        (error as? any LocalizedError)?.errorDescription ?? "\(type(of: error))"
    }

    static func remedy(_ error: any Error) -> Remedy? {
        switch error {
        case let error as AuthenticationError: error.remedy
        case let error as ServiceError: error.remedy
        case let error as ConfigurationError: error.remedy
        case let error as TransportError: error.recoverySuggestion.map { Remedy($0) }
        default: nil
        }
    }
}
