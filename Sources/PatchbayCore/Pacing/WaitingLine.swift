/// Those who want the same charges: one first-in first-out queue of ids per lane. An id whose owner gave up stays in its place until
/// its turn comes, and is passed over then; if there are many such, they are swept out together.
struct WaitingLine: Sendable {
    let charges: [KeyedCharge]
    /// When the first may go, as far as is known.
    var due: Duration?
    private var lanes = RequestScheduler.Lane.allCases.map { _ in Fifo<UInt64>() }
    /// How many in each lane still wait.
    private var waiting = RequestScheduler.Lane.allCases.map { _ in 0 }

    init(charges: [KeyedCharge]) { self.charges = charges }

    var isEmpty: Bool { waiting.allSatisfy { $0 == 0 } }

    /// Every id, also of those who gave up.
    var all: [UInt64] { lanes.flatMap(\.all) }

    mutating func append(_ id: UInt64, _ lane: RequestScheduler.Lane) {
        lanes[lane.rawValue].append(id)
        waiting[lane.rawValue] += 1
    }

    /// The first who still waits, in the most urgent lane that has one.
    mutating func first(where isWaiting: (UInt64) -> Bool) -> UInt64? {
        for lane in lanes.indices where waiting[lane] > 0 {
            while let id = lanes[lane].first {
                if isWaiting(id) { return id }
                _ = lanes[lane].popFirst()
            }
        }
        return nil
    }

    mutating func popFirst(_ lane: RequestScheduler.Lane) {
        _ = lanes[lane.rawValue].popFirst()
        waiting[lane.rawValue] -= 1
    }

    /// One in this lane gave up.
    mutating func forget(_ lane: RequestScheduler.Lane, isWaiting: (UInt64) -> Bool) {
        waiting[lane.rawValue] -= 1
        if lanes[lane.rawValue].count > 2 * waiting[lane.rawValue] + 64 { lanes[lane.rawValue].keep(isWaiting) }
    }

    mutating func removeAll() {
        for lane in lanes.indices { (lanes[lane], waiting[lane]) = (Fifo(), 0) }
    }
}

/// A queue that is emptied from the front without moving the rest each time.
struct Fifo<Element: Sendable>: Sendable {
    private var elements: [Element] = []
    private var head = 0

    var isEmpty: Bool { head == elements.count }
    var count: Int { elements.count - head }
    var first: Element? { isEmpty ? nil : elements[head] }
    var all: ArraySlice<Element> { elements[head...] }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        let element = elements[head]
        head += 1
        if head > 64, head * 2 > elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    mutating func keep(_ isKept: (Element) -> Bool) {
        elements = elements[head...].filter(isKept)
        head = 0
    }
}
