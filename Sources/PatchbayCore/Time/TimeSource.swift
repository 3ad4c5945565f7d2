public import Foundation

/// Where time comes from: a monotonic reading, a way to wait, and the wall clock for servers that speak in dates.
///
/// Every wait in Patchbay goes through one of these, so a test can run a day in a second (see `VirtualTime` in `PatchbayTesting`).
public struct TimeSource: Sendable {
    private let read: @Sendable () -> Duration
    private let wait: @Sendable (Duration) async throws -> Void
    private let wall: @Sendable () -> Date

    /// Takes any clock that measures in `Duration`; readings count from the moment this is called.
    ///
    /// - Parameters:
    ///   - clock: `ContinuousClock` in production, a test clock in a test.
    ///   - wall: the date now; only used where a server speaks in dates, and to stamp records.
    public init<C: Clock>(_ clock: C, wall: @escaping @Sendable () -> Date = { Date() })
    where C.Duration == Duration, C: Sendable, C.Instant: Sendable {
        let origin = clock.now
        read = { origin.duration(to: clock.now) }
        wait = { try await clock.sleep(until: origin.advanced(by: $0), tolerance: nil) }
        self.wall = wall
    }

    /// The machine's own clocks.
    public static let system = TimeSource(ContinuousClock())

    /// The monotonic reading.
    public var now: Duration { read() }

    /// The date now.
    public var date: Date { wall() }

    /// Waits until a monotonic reading.
    ///
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    public func sleep(until instant: Duration) async throws { try await wait(instant) }

    /// Waits for a while.
    ///
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    public func sleep(for duration: Duration) async throws { try await wait(now + duration) }
}

extension Duration {
    /// The length in seconds, for arithmetic and messages.
    package var seconds: Double {
        let (whole, attoseconds) = components
        return Double(whole) + Double(attoseconds) * 1e-18
    }
}
