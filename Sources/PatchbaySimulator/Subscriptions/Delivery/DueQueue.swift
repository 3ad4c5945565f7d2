import PatchbayCore

/// Things that are due at moments: the earliest first, and at the same moment in the order in which they came.
struct DueQueue<Element: Sendable>: Sendable {
    private struct Entry: Comparable, Sendable {
        let due: Double
        let order: Int
        let element: Element

        static func < (a: Entry, b: Entry) -> Bool { (a.due, a.order) < (b.due, b.order) }
        static func == (a: Entry, b: Entry) -> Bool { a.order == b.order }
    }

    private var heap = Heap<Entry>()
    private var count = 0

    var isEmpty: Bool { heap.first == nil }
    /// The moment of the earliest.
    var nextDue: Double? { heap.first?.due }
    /// Everything in it, in no order.
    var elements: [Element] { heap.all.map(\.element) }

    mutating func add(_ element: Element, due: Double) {
        count += 1
        heap.push(Entry(due: due, order: count, element: element))
    }

    /// Takes the earliest if it is due.
    mutating func pop(through now: Double) -> (due: Double, element: Element)? {
        guard let top = heap.first, top.due <= now else { return nil }
        return heap.pop().map { ($0.due, $0.element) }
    }
}
