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
}
