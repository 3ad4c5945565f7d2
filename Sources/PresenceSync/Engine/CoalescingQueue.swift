public import PresenceMapping

/// A queue that holds each key once, the newest wish for it, and gives out the most urgent first; first come, first served among
/// equals. Every operation takes constant time, on average.
///
/// Writes to RingCentral are scarce (forty a minute for a whole company), so what is outdated must never be sent, and whatever keeps
/// a telephone from ringing goes ahead of what only changes a picture.
public struct CoalescingQueue<Key: Hashable & Sendable>: Sendable {
    private struct Place {
        var ticket: UInt64
        var urgency: RingCentralWrite.Urgency
        var since: Duration
    }

    private struct Line {
        var items: [(key: Key, ticket: UInt64)] = []
        var head = 0

        mutating func compact() {
            guard head > 64, head * 2 > items.count else { return }
            items.removeFirst(head)
            head = 0
        }
    }

    private var places: [Key: Place] = [:]
    private var lines = [Line](repeating: Line(), count: 3)
    private var nextTicket: UInt64 = 0
    private var counts = [0, 0, 0]

    /// An empty queue.
    public init() {}

    /// How many keys wait.
    public var count: Int { places.count }
    /// Whether none waits.
    public var isEmpty: Bool { places.isEmpty }

    /// How urgent the next one is; nil if none waits.
    public var mostUrgent: RingCentralWrite.Urgency? {
        counts.lastIndex { $0 > 0 }.flatMap { RingCentralWrite.Urgency(rawValue: UInt8($0)) }
    }

    /// Whether a key waits.
    public func contains(_ key: Key) -> Bool { places[key] != nil }

    /// Puts a key in line. One that waits already keeps its place, or moves to the end of another line if its urgency has changed.
    ///
    /// - Parameter now: the moment from which its waiting is counted, unless it waits already.
    public mutating func push(_ key: Key, urgency: RingCentralWrite.Urgency, now: Duration) {
        let since = places[key]?.since ?? now
        if places[key]?.urgency == urgency { return }
        if let before = places[key]?.urgency { counts[Int(before.rawValue)] -= 1 }
        counts[Int(urgency.rawValue)] += 1
        nextTicket += 1
        places[key] = Place(ticket: nextTicket, urgency: urgency, since: since)
        lines[Int(urgency.rawValue)].items.append((key, nextTicket))
    }

    /// Takes the next key out, with the moment since which it waited.
    public mutating func pop() -> (key: Key, since: Duration)? {
        for index in lines.indices.reversed() {
            while lines[index].head < lines[index].items.count {
                let (key, ticket) = lines[index].items[lines[index].head]
                lines[index].head += 1
                lines[index].compact()
                if let place = places[key], place.ticket == ticket {
                    places[key] = nil
                    counts[index] -= 1
                    return (key, place.since)
                }
            }
        }
        return nil
    }

    /// Takes a key out of line. Returns whether it was in one.
    @discardableResult public mutating func remove(_ key: Key) -> Bool {
        guard let place = places.removeValue(forKey: key) else { return false }
        counts[Int(place.urgency.rawValue)] -= 1
        return true
    }

    /// Since when the one that has waited longest waits. Looks at all of them.
    public var oldest: Duration? { places.values.lazy.map(\.since).min() }
}
