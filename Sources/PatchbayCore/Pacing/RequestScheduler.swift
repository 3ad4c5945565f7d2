/// Lets requests go when the ledger says so: priority lanes, first come first served inside a lane, bounded, cancellable.
///
/// Share one among all clients of a process that use the same identities, and pass it to each. It is a thin shell around
/// ``RateLedger``; one timer serves everybody who waits, so a pause is a pause for all and no request goes in a penalty window.
///
/// Requests that want the same limits wait in one line. Lines that have a limit in common are served as if they were one: the more
/// urgent lane first, then whoever came first. Nobody is overtaken on the limit that they wait for, and a limit that they do not
/// wait for is lent to others only as long as that does not make them later. A lane that is always full holds up the ones below it.
public actor RequestScheduler {
    /// How urgent a request is.
    public enum Lane: Int, Sendable, Comparable, CaseIterable, Codable {
        /// A person waits for it.
        case interactive
        /// The work that was asked for.
        case apply
        /// Reading along in the background.
        case sweep

        /// More urgent first.
        public static func < (left: Lane, right: Lane) -> Bool { left.rawValue < right.rawValue }
    }

    /// The right to send one request; hand it back with the answer.
    public struct Permit: Sendable {
        /// When it was given.
        public let sentAt: Duration
        /// How long the request had waited for it.
        public let waited: Duration
        let charges: [KeyedCharge]
    }

    private struct Waiter {
        let line: Int
        let lane: Lane
        let since: Duration
        let operation: String
        let continuation: CheckedContinuation<Permit, any Error>
    }

    private var ledger: RateLedger
    private let time: TimeSource
    private let capacity: Int
    private let longestPause: Duration
    private var waiters: [UInt64: Waiter] = [:]
    private var nextID: UInt64 = 0

    private var lines: [Int: WaitingLine] = [:]
    private var linesByCharges: [[KeyedCharge]: Int] = [:]
    private var linesByKey: [RateKey: [Int]] = [:]
    private var nextLine = 0

    /// When to look at a line again; entries that are no longer true are skipped.
    private var agenda = Heap<Appointment>()
    private var timer: (due: Duration, task: Task<Void, any Error>)?

    /// Makes a scheduler.
    ///
    /// - Parameters:
    ///   - capacity: how many may wait; one more is refused at once rather than held in memory without bound.
    ///   - longestPause: a service that asks for a longer pause than this is not waited for: everybody who wants the limit is told so
    ///     instead of sitting still.
    public init(
        ledger: RateLedger, time: TimeSource = .system, capacity: Int = 100_000, longestPause: Duration = .seconds(900)
    ) {
        self.ledger = ledger
        self.time = time
        self.capacity = capacity
        self.longestPause = longestPause
    }

    /// The ledger as it stands, to estimate with what has been learned.
    public var snapshot: RateLedger { ledger }

    /// How many requests wait.
    public var queueDepth: Int { waiters.count }

    /// Everything that is held for those who wait, to see that it does not grow without end.
    package var size: Int { waiters.count + agenda.count + lines.values.reduce(0) { $0 + $1.all.count } }

    /// Waits until the charges may go.
    ///
    /// - Parameter operation: its name, for the error.
    /// - Throws: `CancellationError` when the task is cancelled while it waits; ``ConfigurationError`` if too many wait already;
    ///   ``ServiceError`` of category `throttled` if the service has asked for a longer pause than is waited for.
    public func admit(_ charges: [KeyedCharge], lane: Lane, for operation: String = "") async throws -> Permit {
        try Task.checkCancellation()
        let now = time.now
        if charges.isEmpty { return Permit(sentAt: now, waited: .zero, charges: []) }
        if charges.allSatisfy({ linesByKey[$0.key] == nil }), case .admit = ledger.ask(charges, now: now) {
            return Permit(sentAt: now, waited: .zero, charges: charges)
        }
        if let refusal = refusal(charges, now: now) { throw refusal.of(operation) }
        guard waiters.count < capacity else {
            throw ConfigurationError(
                "More than \(capacity) requests wait for the same limits.",
                remedy: "Start fewer at a time, or give the scheduler a larger capacity.")
        }
        nextID += 1
        let id = nextID
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                    return
                }
                let line = line(for: charges)
                let first = head(of: line)
                waiters[id] = Waiter(
                    line: line, lane: lane, since: now, operation: operation, continuation: continuation)
                lines[line]?.append(id, lane)
                // Behind somebody who waits, there is nothing to decide yet.
                if first.map({ lane < $0.waiter.lane }) ?? true { pump([line]) }
            }
        } onCancel: {
            _ = Spawn.task { await self.cancel(id) }
        }
    }

    /// Hands a permit back with what the answer said. Call it exactly once for every permit, also when there was no answer.
    public func finish(_ permit: Permit, signals: [RateSignal] = []) {
        guard !permit.charges.isEmpty else { return }
        ledger.finish(permit.charges, sent: permit.sentAt, now: time.now, signals: signals)
        pump(permit.charges.flatMap { linesByKey[$0.key] ?? [] })
    }

    /// Takes a signal about one key, such as the refusal of one item of a batch.
    public func observe(_ signal: RateSignal, of key: RateKey, sentAt: Duration) {
        ledger.observe(signal, of: key, sent: sentAt, now: time.now)
        pump(linesByKey[key] ?? [])
    }

    private func cancel(_ id: UInt64) {
        guard let line = waiters[id]?.line else { return }
        let wasFirst = head(of: line)?.id == id
        guard let waiter = waiters.removeValue(forKey: id) else { return }
        waiter.continuation.resume(throwing: CancellationError())
        let affected = lines[line]?.charges.flatMap { linesByKey[$0.key] ?? [] } ?? []
        lines[line]?.forget(waiter.lane) { waiters[$0] != nil }
        closeIfEmpty(line)
        // Whoever stood behind may be smaller and fit already.
        if wasFirst { pump(affected) }
    }

    // MARK: Lines

    private func line(for charges: [KeyedCharge]) -> Int {
        if let line = linesByCharges[charges] { return line }
        nextLine += 1
        lines[nextLine] = WaitingLine(charges: charges)
        linesByCharges[charges] = nextLine
        for key in Set(charges.map(\.key)) { linesByKey[key, default: []].append(nextLine) }
        return nextLine
    }

    private func closeIfEmpty(_ id: Int) {
        guard let line = lines[id], line.isEmpty else { return }
        lines[id] = nil
        linesByCharges[line.charges] = nil
        for key in Set(line.charges.map(\.key)) {
            linesByKey[key]?.removeAll { $0 == id }
            if linesByKey[key]?.isEmpty == true { linesByKey[key] = nil }
        }
    }

    /// A line and all that share a limit with it, or with one of those.
    private func family(of start: Int, _ seen: inout Set<Int>) -> [Int] {
        var family: [Int] = []
        var rest = [start]
        while let id = rest.popLast() {
            guard let line = lines[id], seen.insert(id).inserted else { continue }
            family.append(id)
            for charge in line.charges { rest += (linesByKey[charge.key] ?? []).filter { !seen.contains($0) } }
        }
        return family
    }

    // MARK: Letting go

    /// Lets go whoever may go in these lines and all that depend on them, and sets the timer for the next.
    private func pump(_ affected: [Int]) {
        let now = time.now
        var seen = Set<Int>()
        for start in affected where !seen.contains(start) { serve(family(of: start, &seen), now: now) }
        setTimer()
    }

    private func serve(_ family: [Int], now: Duration) {
        var rest = family
        var awaited = Set<RateKey>()
        var earlier: [(charges: [KeyedCharge], at: Duration)] = []
        while let (place, id, waiter) = mostUrgent(of: rest) {
            let line = rest[place]
            guard let charges = lines[line]?.charges else { return }
            // Not before those who wait for the same limit already, nor so that they become later.
            let shared = charges.filter { charge in earlier.contains { $0.charges.contains { $0.key == charge.key } } }
            if charges.contains(where: { awaited.contains($0.key) })
                || !shared.isEmpty
                    && earlier.contains(where: { ledger.isDelayed($0.charges, at: $0.at, by: charges, now: now) })
            {
                awaited.formUnion(shared.map(\.key))
                rest.remove(at: place)
                continue
            }
            switch ledger.ask(charges, now: now) {
            case .admit:
                waiters[id] = nil
                lines[line]?.popFirst(waiter.lane)
                closeIfEmpty(line)
                if lines[line] == nil { rest.remove(at: place) }
                waiter.continuation.resume(
                    returning: Permit(sentAt: now, waited: now - waiter.since, charges: charges))
            case .wait(let until):
                rest.remove(at: place)
                if let refusal = refusal(charges, now: now) {
                    dismiss(line, with: refusal)
                    continue
                }
                if lines[line]?.due != until {
                    lines[line]?.due = until
                    agenda.push(Appointment(at: until, line: line))
                }
                awaited.formUnion(ledger.waiting(charges, until: until, now: now))
                earlier.append((charges, until))
            }
        }
    }

    /// Of the first in these lines, the one whose turn it is.
    private func mostUrgent(of lines: [Int]) -> (place: Int, id: UInt64, waiter: Waiter)? {
        var best: (place: Int, id: UInt64, waiter: Waiter)?
        for (place, line) in lines.enumerated() {
            guard let (id, waiter) = head(of: line) else { continue }
            if let best, (best.waiter.lane, best.id) < (waiter.lane, id) { continue }
            best = (place, id, waiter)
        }
        return best
    }

    private func head(of line: Int) -> (id: UInt64, waiter: Waiter)? {
        guard let id = lines[line]?.first(where: { waiters[$0] != nil }), let waiter = waiters[id] else { return nil }
        return (id, waiter)
    }

    private func dismiss(_ id: Int, with refusal: ServiceError) {
        guard let line = lines[id] else { return }
        for waiter in line.all where waiters[waiter] != nil {
            guard let waiter = waiters.removeValue(forKey: waiter) else { continue }
            waiter.continuation.resume(throwing: refusal.of(waiter.operation))
        }
        lines[id]?.removeAll()
        closeIfEmpty(id)
    }

    /// The answer to somebody who would have to sit through too long a pause.
    private func refusal(_ charges: [KeyedCharge], now: Duration) -> ServiceError? {
        for charge in charges {
            let left = ledger.pausedUntil(charge.key) - now
            guard left > longestPause else { continue }
            return ServiceError(
                service: charge.key.service, operation: "", status: 429, code: "PauseTooLong",
                message: "The service has asked for a pause that lasts \(Int(left.seconds)) more seconds.",
                category: .throttled, retryAfter: left,
                remedy: Remedy("Run again after the pause.", action: .wait(seconds: Int(left.seconds.rounded(.up)))))
        }
        return nil
    }

    // MARK: Time

    private func setTimer() {
        while let next = agenda.first, lines[next.line]?.due != next.at { _ = agenda.pop() }
        guard let due = agenda.first?.at else {
            timer?.task.cancel()
            timer = nil
            return
        }
        if let timer, timer.due <= due { return }
        timer?.task.cancel()
        timer = (
            due,
            Spawn.task { [time] in
                try await time.sleep(until: due)
                await self.timerFired(due)
            }
        )
    }

    private func timerFired(_ due: Duration) {
        if timer?.due == due { timer = nil }
        let now = time.now
        var affected: [Int] = []
        while let next = agenda.first, next.at <= now {
            _ = agenda.pop()
            guard lines[next.line]?.due == next.at else { continue }
            lines[next.line]?.due = nil
            affected.append(next.line)
        }
        pump(affected)
    }
}

/// A moment at which a line is to be looked at again.
private struct Appointment: Comparable {
    let at: Duration
    let line: Int

    static func < (left: Appointment, right: Appointment) -> Bool { (left.at, left.line) < (right.at, right.line) }
}

extension ServiceError {
    /// The same error for another operation.
    fileprivate func of(_ operation: String) -> ServiceError {
        var copy = self
        copy.operation = operation
        return copy
    }
}
