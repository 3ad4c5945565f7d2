import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct VirtualTimeTests {
    @Test func `a day passes at once`() async throws {
        let passed = try await VirtualTime.run { time in
            try await time.sleep(for: .seconds(86_400))
            return time.now
        }
        #expect(passed == .seconds(86_400))
    }

    @Test func `a thousand tasks wake in the order of their waits, and the clock never runs ahead of work`()
        async throws
    {
        actor Log {
            var moments: [Duration] = []
            func add(_ moment: Duration) { moments.append(moment) }
        }
        let moments = try await VirtualTime.run { time in
            let log = Log()
            await withTaskGroup(of: Void.self) { group in
                for index in 0..<1000 {
                    group.addTask {
                        try? await time.sleep(for: .milliseconds((index * 7919) % 1000))
                        await log.add(time.now)
                    }
                }
            }
            return await log.moments
        }
        #expect(moments.count == 1000)
        #expect(moments == moments.sorted())
        #expect(moments.last == .milliseconds(999))
    }

    @Test func `a cancelled wait ends at once`() async throws {
        let passed = try await VirtualTime.run { time in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await time.sleep(for: .seconds(3600)) }
                group.addTask { try await time.sleep(for: .seconds(1)) }
                try await group.next()
                group.cancelAll()
            }
            return time.now
        }
        #expect(passed == .seconds(1))
    }

    @Test func `what the body throws comes out`() async throws {
        await #expect(throws: TransportError(.dns, detail: "x")) {
            try await VirtualTime.run { _ in throw TransportError(.dns, detail: "x") }
        }
    }
}
