/// A binary heap with the smallest element first.
package struct Heap<Element: Comparable & Sendable>: Sendable {
    private var elements: [Element] = []

    /// Makes an empty one.
    package init() {}

    /// The smallest.
    package var first: Element? { elements.first }
    /// How many there are.
    package var count: Int { elements.count }

    /// Everything in it, in no order.
    package var all: [Element] { elements }

    /// Adds one.
    package mutating func push(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard elements[child] < elements[parent] else { break }
            elements.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the smallest.
    package mutating func pop() -> Element? {
        guard let smallest = elements.first else { return nil }
        elements.swapAt(0, elements.count - 1)
        elements.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < elements.count && elements[child] < elements[least] {
                least = child
            }
            guard least != parent else { break }
            elements.swapAt(parent, least)
            parent = least
        }
        return smallest
    }
}
