import Testing

@testable import Provisioning

@Suite struct ReadBackDelayTests {
    @Test func `it grows while looks come too early, up to a minute`() {
        var delay = ReadBackDelay()
        #expect(delay.current == .seconds(1))
        delay.missed(after: delay.current)
        #expect(delay.current == .milliseconds(1500))
        for _ in 0..<50 { delay.missed(after: delay.current) }
        #expect(delay.current == .seconds(60))
    }

    @Test func `many looks that were under way together are one lesson`() {
        var delay = ReadBackDelay()
        for _ in 0..<6 { delay.missed(after: .seconds(1)) }
        #expect(delay.current == .milliseconds(1500))
    }

    @Test func `it comes back slowly when everybody is seen, and not below half a second`() {
        var delay = ReadBackDelay()
        delay.seen()
        #expect(delay.current == .milliseconds(990))
        for _ in 0..<500 { delay.seen() }
        #expect(delay.current == .milliseconds(500))
    }

    @Test func `a service that shows a change within three seconds is looked at too early once in a hundred times`() {
        var delay = ReadBackDelay()
        var early = 0
        var state: UInt64 = 1
        for _ in 0..<2000 {
            let missed = (0..<20).count { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return .milliseconds(Int(state >> 33) % 3000) > delay.current
            }
            early += missed
            if missed > 0 { delay.missed(after: delay.current) } else { delay.seen() }
        }
        #expect(early < 400)
    }
}
