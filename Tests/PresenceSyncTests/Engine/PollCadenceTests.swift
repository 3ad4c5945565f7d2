import Testing

@testable import PresenceSync

@Suite struct PollCadenceTests {
    @Test func `those who change are read often again, the others half as often each time`() {
        var cadence = PollCadence(users: 1, fastest: .seconds(5), slowest: .seconds(30))
        var waits: [Int] = []
        var now = 0
        for changed in [false, false, false, false, true, false] {
            cadence.answered(0, changed: changed, now: .seconds(now))
            let begin = now
            while cadence.portions(now: .seconds(now), size: 650, atMost: 9).isEmpty { now += 1 }
            waits.append(now - begin)
        }
        #expect(waits == [10, 20, 30, 30, 5, 10])
    }

    @Test func `a request that has room takes along whoever is due next`() {
        var cadence = PollCadence(users: 5, fastest: .seconds(5), slowest: .seconds(40))
        for user in 0..<5 { cadence.answered(user, changed: user == 4, now: .seconds(user)) }
        // Due at 10, 11, 12, 13 and 9.
        #expect(cadence.portions(now: .seconds(8), size: 2, atMost: 9) == [])
        #expect(cadence.portions(now: .seconds(9), size: 2, atMost: 9) == [[4, 0]])
        #expect(cadence.portions(now: .seconds(11), size: 2, atMost: 9) == [[4, 0], [1, 2]])
    }

    @Test func `no more requests than the budget allows, the longest overdue first`() {
        var cadence = PollCadence(users: 6, fastest: .seconds(5), slowest: .seconds(40))
        for user in 0..<6 { cadence.answered(user, changed: true, now: .seconds(6 - user)) }
        #expect(cadence.portions(now: .seconds(60), size: 2, atMost: 2) == [[5, 4], [3, 2]])
        #expect(cadence.portions(now: .seconds(60), size: 2, atMost: 0) == [])
    }

    @Test func `somebody may be read sooner, never later`() {
        var cadence = PollCadence(users: 1, fastest: .seconds(30), slowest: .seconds(30))
        cadence.answered(0, changed: false, now: .zero)
        cadence.hurry(0, now: .seconds(4))
        cadence.hurry(0, now: .seconds(9))
        #expect(cadence.portions(now: .seconds(3), size: 650, atMost: 1) == [])
        #expect(cadence.portions(now: .seconds(4), size: 650, atMost: 1) == [[0]])
    }

    @Test func `whoever's changes are told is read seldom, and soon again when they are not told any more`() {
        var cadence = PollCadence(users: 2, fastest: .seconds(5), slowest: .seconds(30), relaxed: .seconds(40))
        for user in 0..<2 { cadence.answered(user, changed: true, now: .zero) }
        cadence.relax(0, true, now: .seconds(1))
        #expect(cadence.portions(now: .seconds(5), size: 1, atMost: 9) == [[1]])
        cadence.answered(1, changed: false, now: .seconds(39))
        #expect(cadence.portions(now: .seconds(40), size: 1, atMost: 9) == [])
        #expect(cadence.portions(now: .seconds(41), size: 1, atMost: 9) == [[0]])
        cadence.answered(0, changed: true, now: .seconds(41))
        #expect(cadence.portions(now: .seconds(48), size: 1, atMost: 9) == [])
        cadence.relax(0, false, now: .seconds(48))
        #expect(cadence.portions(now: .seconds(52), size: 1, atMost: 1) == [[1]])
        cadence.answered(1, changed: false, now: .seconds(52))
        #expect(cadence.portions(now: .seconds(53), size: 1, atMost: 9) == [[0]])
    }
}
