import Foundation
import PatchbayCore
import Synchronization

/// What a check found, gathered from whatever task finds it.
final class Findings: Sendable {
    private let requirement: String
    private let found = Mutex<[ConformanceFailure]>([])

    init(for requirement: String) { self.requirement = requirement }

    var failures: [ConformanceFailure] { found.withLock { $0 } }

    func add(_ observation: String) {
        let observation = observation.hasSuffix(".") ? String(observation.dropLast()) : observation
        let failure = ConformanceFailure(requirement: requirement, observation: observation)
        found.withLock { $0.append(failure) }
    }

    func expect(_ isMet: Bool, _ otherwise: @autoclosure () -> String) {
        if !isMet { add(otherwise()) }
    }
}

/// Runs work that may never end, because the implementation under test is broken. A task group would wait for it; this leaves it
/// behind, cancelled.
///
/// - Returns: what came of it; `nil` if it did not end in time.
func settled<Value: Sendable>(
    within limit: Duration, _ work: @escaping @Sendable () async throws -> Value
) async -> Result<Value, any Error>? {
    let race = Race<Value>()
    let task = Task { race.end(await resultOf(work)) }
    let timer = Task {
        try? await ContinuousClock().sleep(for: limit)
        race.end(nil)
    }
    let result = await race.outcome()
    timer.cancel()
    task.cancel()
    return result
}

private func resultOf<Value: Sendable>(
    _ work: @Sendable () async throws -> Value
) async -> Result<Value, any Error> {
    do { return .success(try await work()) } catch { return .failure(error) }
}

/// The first of two to arrive counts.
private final class Race<Value: Sendable>: Sendable {
    private enum State {
        case running
        case awaited(CheckedContinuation<Result<Value, any Error>?, Never>)
        case ended(Result<Value, any Error>?)
    }

    private let state = Mutex(State.running)

    func end(_ result: Result<Value, any Error>?) {
        let waiting = state.withLock { state -> CheckedContinuation<Result<Value, any Error>?, Never>? in
            defer { if case .ended = state {} else { state = .ended(result) } }
            guard case .awaited(let continuation) = state else { return nil }
            return continuation
        }
        waiting?.resume(returning: result)
    }

    func outcome() async -> Result<Value, any Error>? {
        await withCheckedContinuation { continuation in
            let ended = state.withLock { state -> Result<Value, any Error>?? in
                if case .ended(let result) = state { return .some(result) }
                state = .awaited(continuation)
                return nil
            }
            if let ended { continuation.resume(returning: ended) }
        }
    }
}

/// Text that holds everything an error shows of itself: for looking for what must not be in it.
func everythingShown(by error: any Error) -> String {
    var dumped = ""
    dump(error, to: &dumped)
    return ["\(error)", String(reflecting: error), error.localizedDescription, dumped].joined(separator: "\n")
}
