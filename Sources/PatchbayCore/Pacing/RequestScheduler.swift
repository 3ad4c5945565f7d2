/// Lets requests go when the ledger says so: priority lanes, first come first served inside a lane, bounded, cancellable.
///
/// Share one among all clients of a process that use the same identities, and pass it to each. It is a thin shell around
/// ``RateLedger``; one timer serves everybody who waits, so a pause is a pause for all and no request goes in a penalty window.
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
        let id: UInt64
        let since: Duration
        let continuation: CheckedContinuation<Permit, any Error>
    }

    /// Those who want the same keys: one first-in first-out line per lane.
    private struct Line {
        let charges: [KeyedCharge]
        var lanes = Lane.allCases.map { _ in Fifo<Waiter>() }
        var isEmpty: Bool { lanes.allSatisfy(\.isEmpty) }
    }

    private var ledger: RateLedger
    private let time: TimeSource
    private let capacity: Int
    private var lines: [[KeyedCharge]: Line] = [:]
    private var order: [[KeyedCharge]] = []
    private var waiting: Set<UInt64> = []
    private var nextID: UInt64 = 0
    private var timer: (due: Duration, task: Task<Void, any Error>)?

    /// Makes a scheduler.
    ///
    /// - Parameter capacity: how many may wait; one more is refused at once rather than held in memory without bound.
    public init(ledger: RateLedger, time: TimeSource = .system, capacity: Int = 100_000) {
        self.ledger = ledger
        self.time = time
        self.capacity = capacity
    }

    /// The ledger as it stands, to estimate with what has been learned.
    public var snapshot: RateLedger { ledger }

    /// How many requests wait.
    public var queueDepth: Int { waiting.count }

    /// Waits until the charges may go.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while it waits; ``ConfigurationError`` if too many wait already.
    public func admit(_ charges: [KeyedCharge], lane: Lane) async throws -> Permit {
        try Task.checkCancellation()
        let now = time.now
        if charges.isEmpty { return Permit(sentAt: now, waited: .zero, charges: []) }
        if lines[charges]?.isEmpty ?? true, case .admit = ledger.ask(charges, now: now) {
            return Permit(sentAt: now, waited: .zero, charges: charges)
        }
        guard waiting.count < capacity else {
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
                waiting.insert(id)
                if lines[charges] == nil {
                    lines[charges] = Line(charges: charges)
                    order.append(charges)
                }
                lines[charges]?.lanes[lane.rawValue].append(Waiter(id: id, since: now, continuation: continuation))
                pump()
            }
        } onCancel: {
            _ = Spawn.task { await self.cancel(id) }
        }
    }

    /// Hands a permit back with what the answer said. Call it exactly once for every permit, also when there was no answer.
    public func finish(_ permit: Permit, signals: [RateSignal] = []) {
        guard !permit.charges.isEmpty else { return }
        ledger.finish(permit.charges, sent: permit.sentAt, now: time.now, signals: signals)
        pump()
    }

    /// Takes a signal about one key, such as the refusal of one item of a batch.
    public func observe(_ signal: RateSignal, of key: RateKey, sentAt: Duration) {
        ledger.observe(signal, of: key, sent: sentAt, now: time.now)
        pump()
    }

    private func cancel(_ id: UInt64) {
        guard waiting.remove(id) != nil else { return }
        for key in order {
            guard var line = lines.removeValue(forKey: key) else { continue }
            defer { lines[key] = line }
            for lane in line.lanes.indices {
                if let waiter = line.lanes[lane].remove(where: { $0.id == id }) {
                    waiter.continuation.resume(throwing: CancellationError())
                    return
                }
            }
        }
    }

    /// Lets go whoever may go, and sets the timer for the next.
    private func pump() {
        let now = time.now
        var next: Duration?
        for key in order {
            guard var line = lines.removeValue(forKey: key) else { continue }
            admitting: while let lane = line.lanes.firstIndex(where: { !$0.isEmpty }) {
                switch ledger.ask(line.charges, now: now) {
                case .admit:
                    guard let waiter = line.lanes[lane].popFirst() else { break admitting }
                    waiting.remove(waiter.id)
                    waiter.continuation.resume(
                        returning: Permit(sentAt: now, waited: now - waiter.since, charges: line.charges))
                case .wait(let until):
                    next = min(next ?? until, until)
                    break admitting
                }
            }
            if !line.isEmpty { lines[key] = line }
        }
        order.removeAll { lines[$0] == nil }
        setTimer(next)
    }

    private func setTimer(_ due: Duration?) {
        guard let due else {
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
        pump()
    }
}

/// A queue that is emptied from the front without moving the rest each time.
struct Fifo<Element> {
    private var elements: [Element] = []
    private var head = 0

    var isEmpty: Bool { head == elements.count }
    var count: Int { elements.count - head }
    var first: Element? { isEmpty ? nil : elements[head] }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        let element = elements[head]
        head += 1
        if head > 64, head * 2 > elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    mutating func remove(where condition: (Element) -> Bool) -> Element? {
        guard let index = elements[head...].firstIndex(where: condition) else { return nil }
        return elements.remove(at: index)
    }
}
