import Foundation
import PatchbayCore

/// Something that did not work on the way to a socket, and what it means for going on.
package struct EventSocketFault: Sendable {
    /// The error itself.
    package let error: any Error
    /// The same for people.
    package let trouble: EventSocketNews.Trouble
    /// Whether trying again is no use.
    package let isFinal: Bool
    /// How long to wait at least.
    package let after: Duration?
    /// Whether the pass was certainly not used up.
    package let isPassUnspent: Bool

    package init(_ error: any Error) {
        self.error = error
        let localized = error as? any LocalizedError
        var (isFinal, after, isUnspent) = (false, Duration?.none, false)
        var remedy: Remedy?
        switch error {
        case let error as ServiceError:
            isFinal = Self.isFinal(error)
            after = error.retryAfter ?? (error.category == .throttled ? .seconds(60) : nil)
            remedy = error.remedy
        case let error as AuthenticationError:
            isFinal = ![.throttled, .unavailable, .unknown].contains(error.reason)
            after = error.retryAfter
            remedy = error.remedy
        case let error as ConfigurationError: (isFinal, remedy) = (true, error.remedy)
        case let error as TransportError: isUnspent = error.isRequestKnownUnsent
        default: break
        }
        self.isFinal = isFinal
        self.after = after
        isPassUnspent = isUnspent
        trouble = EventSocketNews.Trouble(
            localized?.errorDescription ?? "An error of type \(type(of: error)).",
            remedy: remedy ?? localized?.recoverySuggestion.map { Remedy($0) })
    }

    /// Who lacks a scope or a permission, or has named a wrong filter, gets no socket by asking again.
    ///
    /// Sources: RingCentral `notifications/websockets/subscribing`, openclaw-ringcentral pull request 75 (SUB-528 without end).
    private static func isFinal(_ error: ServiceError) -> Bool {
        if error.hasCode("SUB-528") || error.hasCode("CMN-401") || error.hasCode("DisabledFilters") { return true }
        return [.permission, .invalid, .notFound, .conflict].contains(error.category)
    }
}
