#if WebSocket
    import Foundation
    import NIOCore
    import NIOHTTP1
    import NIOPosix
    import NIOSSL
    import PatchbayCore

    /// Turns SwiftNIO's errors into `TransportError`. Nothing they say is passed on.
    enum WebSocketFailure {
        /// The error to throw instead.
        ///
        /// - Parameters:
        ///   - error: what SwiftNIO said.
        ///   - isAsked: whether the request with the pass may have reached the service.
        static func error(for error: any Error, isAsked: Bool) -> TransportError {
            let (kind, words) = words(for: error)
            return TransportError(kind, detail: words, isRequestKnownUnsent: !isAsked)
        }

        private static func words(for error: any Error) -> (TransportError.Kind, String) {
            switch error {
            case let error as TransportError: return (error.kind, error.detail)
            case let error as NIOConnectionError:
                return error.connectionErrors.isEmpty && (error.dnsAError ?? error.dnsAAAAError) != nil
                    ? (.dns, "the host name was not found")
                    : (.cannotConnect, "the connection was refused or led nowhere")
            case let error as IOError: return socket(error.errnoCode)
            case ChannelError.connectTimeout:
                return (.cannotConnect, "the host did not take the connection in time")
            case is ChannelError: return (.interrupted, "the connection broke")
            case is NIOHTTPClientUpgradeError:
                return (.badResponse, "the service's answer to the WebSocket handshake is wrong")
            case let error as HTTPParserError:
                return error == .invalidEOFState || error == .closedConnection
                    ? (.interrupted, "the connection ended before the WebSocket was open")
                    : (.badResponse, "the answer is not HTTP")
            case NIOSSLError.uncleanShutdown: return (.interrupted, "the secure connection was cut")
            case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
                return (
                    .tls,
                    "the secure connection was refused; the certificate may not be trusted or not be for this host"
                )
            default: return (.interrupted, "the connection failed with an error of type \(type(of: error))")
            }
        }

        private static func socket(_ code: CInt) -> (TransportError.Kind, String) {
            switch POSIXErrorCode(rawValue: code) {
            case .ECONNREFUSED, .EHOSTUNREACH, .ENETUNREACH, .ENETDOWN, .EHOSTDOWN:
                (.cannotConnect, "the connection was refused or led nowhere (\(code))")
            default: (.interrupted, "the connection broke (\(code))")
            }
        }
    }
#endif
