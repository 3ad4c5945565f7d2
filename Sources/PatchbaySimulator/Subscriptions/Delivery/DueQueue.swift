/// Things that are due at moments: the earliest first, and at the same moment in the order in which they came.
struct DueQueue<Element: Sendable>: Sendable {
    private var heap: [(due: Double, order: Int, element: Element)] = []
    private var count = 0

    var isEmpty: Bool { heap.isEmpty }
    /// The moment of the earliest.
    var nextDue: Double? { heap.first?.due }
    /// Everything in it, in no order.
    var elements: [Element] { heap.map(\.element) }

    mutating func add(_ element: Element, due: Double) {
        count += 1
        heap.append((due, count, element))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard isBefore(child, parent) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the earliest if it is due.
    mutating func pop(through now: Double) -> (due: Double, element: Element)? {
        guard let top = heap.first, top.due <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isBefore(child, least) {
                least = child
            }
            guard least != parent else { break }
            heap.swapAt(parent, least)
            parent = least
        }
        return (top.due, top.element)
    }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        (heap[a].due, heap[a].order) < (heap[b].due, heap[b].order)
    }
}
