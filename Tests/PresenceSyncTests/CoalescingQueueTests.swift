import PresenceMapping
import PresenceSync
import Testing

@Suite struct CoalescingQueueTests {
    @Test func `a person waits in one place only, however often something is wished`() {
        var queue = CoalescingQueue<String>()
        queue.push("ann", urgency: .display, now: .seconds(1))
        queue.push("bob", urgency: .display, now: .seconds(2))
        queue.push("ann", urgency: .display, now: .seconds(3))
        #expect(queue.count == 2)
        let first = queue.pop()
        #expect(first?.key == "ann" && first?.since == .seconds(1))
        #expect(drain(&queue) == ["bob"] && queue.isEmpty)
    }

    @Test func `whatever keeps a telephone from ringing goes first, then what lets it ring, then what only shows`() {
        var queue = CoalescingQueue<String>()
        queue.push("shows", urgency: .display, now: .zero)
        queue.push("rings", urgency: .startRinging, now: .zero)
        queue.push("silent 1", urgency: .stopRinging, now: .zero)
        queue.push("silent 2", urgency: .stopRinging, now: .zero)
        #expect(drain(&queue) == ["silent 1", "silent 2", "rings", "shows"])
    }

    @Test func `a wish that becomes urgent overtakes, and keeps the time since which it waited`() {
        var queue = CoalescingQueue<String>()
        queue.push("ann", urgency: .display, now: .seconds(1))
        queue.push("bob", urgency: .startRinging, now: .seconds(2))
        queue.push("ann", urgency: .stopRinging, now: .seconds(9))
        #expect(queue.oldest == .seconds(1))
        let first = queue.pop()
        #expect(first?.key == "ann" && first?.since == .seconds(1))
        #expect(drain(&queue) == ["bob"])
    }

    @Test func `a wish that was withdrawn is never given out`() {
        var queue = CoalescingQueue<String>()
        queue.push("ann", urgency: .stopRinging, now: .zero)
        let answers = [queue.remove("ann"), queue.remove("ann")]
        #expect(answers == [true, false])
        queue.push("bob", urgency: .display, now: .zero)
        queue.push("ann", urgency: .display, now: .zero)
        #expect(drain(&queue) == ["bob", "ann"])
    }

    @Test(arguments: 1...5) func `it agrees with a slow and simple queue over any wishes`(seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        var queue = CoalescingQueue<Int>()
        var simple: [(key: Int, urgency: RingCentralWrite.Urgency)] = []
        for step in 0..<4000 {
            let key = Int.random(in: 0..<40, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0...2:
                let urgency = RingCentralWrite.Urgency(rawValue: .random(in: 0...2, using: &random)) ?? .display
                queue.push(key, urgency: urgency, now: .seconds(step))
                if let place = simple.firstIndex(where: { $0.key == key }) {
                    if simple[place].urgency == urgency { continue }
                    simple.remove(at: place)
                }
                simple.append((key, urgency))
            case 3:
                let wasThere = queue.remove(key)
                #expect(wasThere == simple.contains { $0.key == key })
                simple.removeAll { $0.key == key }
            default:
                let highest = simple.map(\.urgency).max()
                let place = simple.firstIndex { $0.urgency == highest }
                let next = queue.pop()?.key
                #expect(next == place.map { simple[$0].key })
                if let place { simple.remove(at: place) }
            }
            #expect(queue.count == simple.count)
            #expect(queue.mostUrgent == simple.map(\.urgency).max())
        }
    }

    private func drain(_ queue: inout CoalescingQueue<String>) -> [String] {
        var keys: [String] = []
        while let next = queue.pop() { keys.append(next.key) }
        return keys
    }
}
