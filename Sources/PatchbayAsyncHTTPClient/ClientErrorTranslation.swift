#if AsyncHTTPClient
    import AsyncHTTPClient
    import Foundation
    import NIOCore
    import NIOHTTP1
    import NIOHTTPCompression
    import NIOPosix
    import NIOSSL
    import PatchbayCore

    /// Turns the client's errors, and those of the libraries below it, into `TransportError`. Nothing they say is passed on.
    enum ClientErrorTranslation {
        /// The error to throw instead.
        ///
        /// - Parameters:
        ///   - error: what the client threw.
        ///   - isCancelled: whether the calling task is cancelled.
        static func error(for error: any Error, isCancelled: Bool) -> any Error {
            switch error {
            case is CancellationError, is TransportError: return error
            case let error as HTTPClientError:
                return error == .cancelled && isCancelled ? CancellationError() : clientError(error)
            case let error as NIOConnectionError:
                let isNameUnknown = error.connectionErrors.isEmpty && (error.dnsAError ?? error.dnsAAAAError) != nil
                return isNameUnknown
                    ? TransportError(.dns, detail: "the host name was not found")
                    : TransportError(.cannotConnect, detail: "the connection was refused or led nowhere")
            case let error as IOError: return socketError(error.errnoCode)
            case let error as ChannelError:
                if case .connectTimeout = error {
                    return TransportError(.cannotConnect, detail: "the host did not take the connection in time")
                }
                return TransportError(.interrupted, detail: "the connection ended before the whole answer was there")
            case let error as HTTPParserError:
                return error == .invalidEOFState || error == .closedConnection
                    ? TransportError(.interrupted, detail: "the connection ended before the whole answer was there")
                    : TransportError(.badResponse, detail: "the answer is not HTTP")
            case let error as NIOSSLError:
                if case .uncleanShutdown = error {
                    return TransportError(.interrupted, detail: "the secure connection was cut")
                }
                return TransportError(.tls, detail: "the secure connection failed")
            case is NIOSSLExtraError, is BoringSSLError:
                return TransportError(.tls, detail: "the secure connection failed")
            case is NIOHTTPDecompression.DecompressionError, is NIOHTTPDecompression.ExtraDecompressionError:
                return TransportError(
                    .badResponse, detail: "the answer could not be inflated, or is too large once it is")
            default: return otherError(error)
            }
        }

        private static func clientError(_ error: HTTPClientError) -> TransportError {
            let name = error.shortDescription
            return switch error {
            case .connectTimeout, .socksHandshakeTimeout, .httpProxyHandshakeTimeout, .invalidProxyResponse,
                .proxyAuthenticationRequired:
                TransportError(.cannotConnect, detail: "no connection could be made (\(name))")
            case .getConnectionFromPoolTimeout:
                TransportError(.timedOut, detail: "no connection was free in time", isRequestKnownUnsent: true)
            case .deadlineExceeded, .readTimeout, .writeTimeout:
                TransportError(.timedOut, detail: "the client's own timer ran out (\(name))")
            case .tlsHandshakeTimeout: TransportError(.tls, detail: "the secure connection was not made in time")
            case .invalidURL, .emptyHost, .missingSocketPath, .emptyScheme, .traceRequestWithBody, .alreadyShutdown,
                .identityCodingIncorrectlyPresent, .contentLengthMissing, .bodyLengthMismatch:
                TransportError(.refusedLocally, detail: "the client does not send this (\(name))")
            case .redirectLimitReached, .redirectCycleDetected:
                TransportError(.badResponse, detail: "the answer makes no sense (\(name))")
            default:
                // These cases carry what was wrong, so they have no constant to compare with.
                if name.hasPrefix("Unsupported scheme") || name.hasPrefix("Invalid header") {
                    TransportError(.refusedLocally, detail: "the client does not send this")
                } else {
                    TransportError(
                        .interrupted, detail: "the connection ended before the whole answer was there (\(name))")
                }
            }
        }

        private static func socketError(_ code: CInt) -> TransportError {
            switch POSIXErrorCode(rawValue: code) {
            case .ECONNREFUSED, .EHOSTUNREACH, .ENETUNREACH, .ENETDOWN, .EHOSTDOWN:
                TransportError(.cannotConnect, detail: "the connection was refused or led nowhere (\(code))")
            default: TransportError(.interrupted, detail: "the connection broke (\(code))")
            }
        }

        private static func otherError(_ error: any Error) -> TransportError {
            #if canImport(Network)
                if error is HTTPClient.NWTLSError {
                    return TransportError(.tls, detail: "the secure connection failed")
                }
                if let error = error as? HTTPClient.NWPOSIXError { return socketError(error.errorCode.rawValue) }
            #endif
            return TransportError(.interrupted, detail: "the client failed with an error of type \(type(of: error))")
        }
    }
#endif
