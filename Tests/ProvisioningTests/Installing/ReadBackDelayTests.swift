import Testing

@testable import Provisioning

@Suite struct ReadBackDelayTests {
    @Test func `it grows while looks come too early, up to a minute`() {
        var delay = ReadBackDelay()
        #expect(delay.current == .seconds(1))
        delay.learn(seen: 19, missed: 1)
        #expect(delay.current == .milliseconds(1500))
        for _ in 0..<50 { delay.learn(seen: 0, missed: 20) }
        #expect(delay.current == .seconds(60))
    }

    @Test func `it comes back slowly when everybody is seen, and not below half a second`() {
        var delay = ReadBackDelay()
        delay.learn(seen: 20, missed: 0)
        #expect(delay.current < .seconds(1))
        #expect(delay.current > .milliseconds(980))
        for _ in 0..<500 { delay.learn(seen: 20, missed: 0) }
        #expect(delay.current == .milliseconds(500))
    }

    @Test func `a service that shows a change within three seconds is looked at too early once in a hundred times`() {
        var delay = ReadBackDelay()
        var (looks, early) = (0, 0)
        var state: UInt64 = 1
        for _ in 0..<2000 {
            let missed = (0..<20).count { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return .milliseconds(Int(state >> 33) % 3000) > delay.current
            }
            looks += 20
            early += missed
            delay.learn(seen: 20 - missed, missed: missed)
        }
        #expect(Double(early) / Double(looks) < 0.01)
    }

    @Test func `looks at those who were missed before teach nothing`() {
        var delay = ReadBackDelay()
        delay.learn(seen: 0, missed: 0)
        #expect(delay.current == .seconds(1))
    }
}
