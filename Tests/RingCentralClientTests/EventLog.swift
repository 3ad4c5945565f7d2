import PatchbayCore
import Synchronization

/// Collects the events of a client.
final class EventLog: Sendable {
    private let events = Mutex<[ClientEvent]>([])

    var all: [ClientEvent] { events.withLock { $0 } }
    var kinds: [ClientEvent.Kind] { all.map(\.kind) }
    var add: EventSink { { event in self.events.withLock { $0.append(event) } } }
}
