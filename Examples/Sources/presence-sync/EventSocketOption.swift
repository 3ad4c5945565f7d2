import ArgumentParser
import PatchbayCore
import PresenceSync
import RingCentralClient

#if WebSocket
    import PatchbayWebSocket
#endif

/// Whether RingCentral is heard of over its event socket.
struct EventSocketOption: ParsableArguments, Sendable {
    @Flag(
        help:
            "Hear of RingCentral over its event socket, which needs no public address (built with the trait WebSocket)."
    )
    var eventSocket = false

    /// The order for the keeper; nil if it was not asked for.
    func order(_ ringCentral: RingCentral) throws -> EventSocketOrder? {
        guard eventSocket else { return nil }
        #if WebSocket
            return EventSocketOrder(
                client: ringCentral,
                connector: WebSocketConnector(userAgent: ringCentral.pipeline.configuration.userAgent))
        #else
            throw ConfigurationError(
                "--event-socket was given, and this program was built without WebSockets.",
                remedy:
                    "Build it with the trait: swift run --package-path Examples --traits WebSocket …; or leave it out.")
        #endif
    }
}
