/// The few tasks that outlive the call that made them (a timer, a shared token refresh, a page fetched ahead) start here.
///
/// A task made with `Task { }` forgets the executor it came from. A test that runs in virtual time needs to know when all work
/// is at rest, so it names its executor in this task-local value and every such task runs there.
package enum Spawn {
    @TaskLocal package static var executor: (any TaskExecutor)?

    package static func task<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) -> Task<Value, any Error> {
        Task(executorPreference: executor, operation: body)
    }

    /// The same for a caller that waits for the task at once: it begins on the caller's thread, which spares a change of threads.
    package static func immediate<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) -> Task<Value, any Error> {
        if #available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, *) {
            return Task.immediate(executorPreference: executor) { try await body() }
        }
        return task(body)
    }
}
