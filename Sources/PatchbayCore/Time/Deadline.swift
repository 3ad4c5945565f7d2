/// Runs work with a time limit of our own. URLSession on Linux rounds its limits to whole seconds and forgets about the
/// body, and other transports stop counting once the header fields have arrived; this counts everything, waits included.
///
/// - Throws: what `work` throws; ``TransportError`` of kind `timedOut` when the time is up, after `work` was cancelled.
package func withDeadline<Value: Sendable>(
    _ limit: Duration?, time: TimeSource, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    guard let limit else { return try await work() }
    return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await time.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let value = first else {
            throw TransportError(.timedOut, detail: "no whole answer within \(limit)")
        }
        return value
    }
}
