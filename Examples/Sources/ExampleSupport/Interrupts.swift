import Dispatch
import Foundation
public import Provisioning

/// Ctrl-C in two steps: the first ends the run in good order, the second at once. Where there is no run, the first ends at once.
public enum Interrupts {
    /// Runs work that can be interrupted.
    public static func handling<Value: Sendable>(
        _ stop: StopSignal?, console: Console, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task { try await work() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { @Sendable in
                guard let stop, !stop.isRequested else {
                    task.cancel()
                    return
                }
                console.warn(
                    "Stopping; what is under way is finished and recorded. Press Ctrl-C again to stop at once.")
                stop.request()
            }
            source.resume()
            return source
        }
        defer { sources.forEach { $0.cancel() } }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
