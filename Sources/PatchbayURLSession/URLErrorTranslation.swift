import Foundation
import PatchbayCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Turns the platform's errors into `TransportError`, and leaves behind everything they carry: their texts and `userInfo` hold addresses.
enum URLErrorTranslation {
    /// The error to throw instead.
    ///
    /// - Parameters:
    ///   - error: what the platform threw.
    ///   - isCancelled: whether the calling task is cancelled.
    static func error(for error: any Error, isCancelled: Bool) -> any Error {
        if error is CancellationError || error is TransportError { return error }
        guard let code = (error as? URLError)?.code else {
            return TransportError(.interrupted, detail: "the session failed with an error of type \(type(of: error))")
        }
        if code == .cancelled, isCancelled { return CancellationError() }
        let (kind, words) = meaning(of: code)
        return TransportError(
            kind, detail: "\(words) (URLSession \(code.rawValue))", isRequestKnownUnsent: isKnownUnsent(code))
    }

    private static func meaning(of code: URLError.Code) -> (TransportError.Kind, String) {
        switch code {
        case .cannotFindHost, .dnsLookupFailed: (.dns, "the host name was not found")
        case .cannotConnectToHost: (.cannotConnect, "the connection was refused or led nowhere")
        case .notConnectedToInternet, .internationalRoamingOff, .callIsActive, .dataNotAllowed:
            (.cannotConnect, "this machine is not connected")
        case .timedOut: (.timedOut, "the session's own timer ran out")
        case .secureConnectionFailed, .serverCertificateHasBadDate, .serverCertificateUntrusted,
            .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid, .clientCertificateRejected,
            .clientCertificateRequired, .appTransportSecurityRequiresSecureConnection:
            (.tls, "the secure connection failed")
        case .cannotParseResponse, .cannotDecodeRawData, .cannotDecodeContentData, .dataLengthExceedsMaximum,
            .zeroByteResource, .httpTooManyRedirects, .redirectToNonExistentLocation:
            (.badResponse, "the answer makes no sense")
        case .unsupportedURL:
            // On Linux this is also what an answer in another protocol comes to.
            (.badResponse, "the answer is not HTTP, or the address is none")
        case .badURL: (.refusedLocally, "the address is none")
        case .networkConnectionLost: (.interrupted, "the connection was lost")
        case .badServerResponse:
            // Linux says this when the connection is closed before an answer; elsewhere it means an answer that makes no sense, and
            // whether the request was done is as open.
            (.interrupted, "the connection was closed without an answer")
        case .cancelled: (.interrupted, "the session was ended")
        default:
            // On Linux an answer that ends too early has no code of its own, only “unknown”.
            (.interrupted, "the answer did not come whole")
        }
    }

    private static func isKnownUnsent(_ code: URLError.Code) -> Bool {
        switch code {
        case .cannotFindHost, .dnsLookupFailed, .cannotConnectToHost, .notConnectedToInternet, .badURL,
            .secureConnectionFailed, .serverCertificateHasBadDate, .serverCertificateUntrusted,
            .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid, .clientCertificateRejected,
            .clientCertificateRequired, .appTransportSecurityRequiresSecureConnection:
            true
        default: false
        }
    }
}
