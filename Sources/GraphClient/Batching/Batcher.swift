import Foundation
public import PatchbayCore

extension Graph {
    /// Sends requests in batches of at most twenty and brings back an answer for every one.
    ///
    /// Batches save round trips, not limits: every item is charged to its own group before its batch may go. An item that is refused
    /// for its pace is sent again in a new batch after its own wait; one that failed otherwise by the same rules as a single request.
    /// Items that charge different groups travel in different batches, so that a refusal slows down only what was refused.
    ///
    /// When the task is cancelled, what was answered is returned and the rest is ``BatchAnswer/unanswered(_:)``. The same when no token
    /// can be had.
    ///
    /// - Throws: ``ConfigurationError`` if two items have the same id (compared without regard to case, as Graph does).
    public func send(
        batch items: [BatchItem], lane: RequestScheduler.Lane = .sweep
    ) async throws -> [BatchItem.ID: BatchAnswer] {
        var ids: Set<String> = []
        for item in items where !ids.insert(item.id.rawValue.lowercased()).inserted {
            throw ConfigurationError(
                "Two items of a batch have the id “\(item.id)”.", remedy: "Give every item an id of its own.")
        }
        let queue = BatchQueue(items, limits: limits, fraction: pacing.fraction)
        let batcher = Batcher(graph: self, lane: lane, start: pipeline.configuration.time.now)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<min(Batcher.inFlight, max(1, items.count)) {
                group.addTask { await batcher.work(queue) }
            }
        }
        return await queue.answers
    }
}

/// Takes chunks from the queue and sends them, until there are none.
struct Batcher: Sendable {
    /// Enough that a second's worth of a small batch is under way while others are answered.
    static let inFlight = 6

    let graph: Graph
    let lane: RequestScheduler.Lane
    let start: Duration

    private var configuration: Pipeline.Configuration { graph.pipeline.configuration }
    private var time: TimeSource { configuration.time }

    func work(_ queue: BatchQueue) async {
        while let chunk = await queue.take() {
            do {
                let outcome = try await send(chunk)
                await queue.settle(outcome.settled, refused: outcome.refused, of: chunk.count)
                if outcome.wait > .zero {
                    do { try await time.sleep(for: outcome.wait) } catch {
                        await queue.giveUp(outcome.again, error)
                        throw error
                    }
                }
                await queue.putBack(outcome.again)
            } catch {
                // Cancelled, or no token, or a configuration that no request would survive: nothing more is sent.
                await queue.stop(chunk, error)
                return
            }
        }
    }

    private struct Outcome {
        var settled: [(Pending, BatchAnswer)] = []
        var again: [Pending] = []
        var wait: Duration = .zero
        var refused = 0
        var needsToken = false
    }

    /// One batch.
    ///
    /// - Throws: what concerns every batch alike: cancellation, authentication, configuration.
    private func send(_ chunk: [Pending]) async throws -> Outcome {
        let items = chunk.map(\.item)
        let charges = (items.first?.operation.charges ?? []).map {
            KeyedCharge(graph.pipeline.rateKey($0.group), units: $0.units * items.count)
        }
        var request = try graph.request(.post, "/$batch")
        request.fields["Content-Type"] = "application/json"
        request.body = try BatchRequestBody.data(for: items)

        let scheduler = graph.pipeline.scheduler
        let permit = try await scheduler.admit(charges, lane: lane, for: "batch")
        let response: HTTPResponse
        do {
            response = try await graph.batchPipeline.exchange(request, for: APIOperation("batch", lane: lane))
        } catch let error as TransportError {
            await scheduler.finish(permit)
            var outcome = Outcome()
            for pending in chunk { settle(pending, .transport(error), .unanswered(error), in: &outcome) }
            return outcome
        } catch {
            await scheduler.finish(permit)
            throw error
        }
        let now = time.date
        let signals = GraphDialect().signals(in: response, now: now)
        guard response.isSuccess else {
            await scheduler.finish(permit, signals: signals)
            let error = GraphDialect().error(from: response, operation: "batch", now: now)
            let failure = RetryPolicy.Failure.status(response.status, retryAfter: error.retryAfter)
            var outcome = Outcome()
            for pending in chunk { settle(pending, failure, .unanswered(error), in: &outcome) }
            return outcome
        }
        return await read(response, chunk: chunk, charges: charges, permit: permit, signals: signals, now: now)
    }

    private func read(
        _ response: HTTPResponse, chunk: [Pending], charges: [KeyedCharge], permit: RequestScheduler.Permit,
        signals: [RateSignal], now: Date
    ) async -> Outcome {
        var outcome = Outcome()
        let scheduler = graph.pipeline.scheduler
        let body: BatchResponseBody
        do {
            body = try WireCoding.decode(
                BatchResponseBody.self, from: response, service: .graph, operation: "batch")
        } catch {
            await scheduler.finish(permit, signals: signals)
            outcome.settled = chunk.map { ($0, .unanswered(error)) }
            return outcome
        }
        let answers = Dictionary(body.responses.map { ($0.id, $0.response) }, uniquingKeysWith: { first, _ in first })
        var waits: [Duration?] = []
        for (index, pending) in chunk.enumerated() {
            guard let answer = answers[String(index + 1)] else {
                if body.isPartial {
                    outcome.again.append(pending)
                } else {
                    outcome.settled.append((pending, .unanswered(Self.missing(pending.item))))
                }
                continue
            }
            guard answer.status >= 400 else {
                outcome.settled.append((pending, .answered(answer)))
                continue
            }
            if answer.status == 401, pending.refusedTokens < 2 {
                var pending = pending
                pending.refusedTokens += 1
                outcome.again.append(pending)
                outcome.needsToken = true
                continue
            }
            let wait = RetryAfter.of(answer, now: now)
            if answer.status == 429 {
                waits.append(wait)
                report(.throttled(retryAfter: wait), of: pending.item, answer)
            }
            settle(pending, .status(answer.status, retryAfter: wait), .answered(answer), in: &outcome)
        }
        if outcome.needsToken { await graph.tokens.invalidate() }
        outcome.refused = waits.count
        if waits.isEmpty {
            await scheduler.finish(permit, signals: signals)
        } else {
            let refusal = RateSignal.throttled(retryAfter: waits.compactMap { $0 }.max())
            if waits.count == chunk.count {
                await scheduler.finish(permit, signals: signals + [refusal])
            } else {
                // Some went through: count them as delivered, then take the lesson.
                await scheduler.finish(permit, signals: signals)
                for charge in charges {
                    await scheduler.observe(refusal, of: charge.key, sentAt: permit.sentAt)
                }
            }
        }
        return outcome
    }

    /// Sends again or gives out the answer, by the same policy as for single requests.
    private func settle(
        _ pending: Pending, _ failure: RetryPolicy.Failure, _ answer: BatchAnswer, in outcome: inout Outcome
    ) {
        var pending = pending
        let isRefusal = if case .status(429, _) = failure { true } else { false }
        if isRefusal { pending.refusals += 1 } else { pending.failures += 1 }
        let policy = configuration.retry
        let decision = policy.decide(
            failure, attempt: isRefusal ? pending.refusals : pending.failures, replay: pending.item.operation.replay,
            isPaced: !pending.item.operation.charges.isEmpty, jitter: configuration.jitter())
        guard case .retry(let wait) = decision, policy.total.map({ time.now - start + wait < $0 }) ?? true else {
            outcome.settled.append((pending, answer))
            return
        }
        outcome.wait = max(outcome.wait, wait)
        outcome.again.append(pending)
    }

    private static func missing(_ item: BatchItem) -> ServiceError {
        ServiceError(
            service: .graph, operation: item.operation.name, code: "BatchItemUnanswered",
            message: "The batch was answered, but not this part of it.", category: .unknown,
            remedy: Remedy("Run again; what was done meanwhile is recognised.", action: .runAgain))
    }

    private func report(_ kind: ClientEvent.Kind, of item: BatchItem, _ answer: HTTPResponse) {
        configuration.events(
            ClientEvent(
                service: .graph, operation: item.operation.name, callID: configuration.makeID(),
                requestID: answer.fields["request-id"], kind: kind))
    }
}

/// An item that waits for its turn.
struct Pending: Sendable {
    let item: BatchItem
    /// Refusals for pace and real failures are counted apart, as for single requests.
    var refusals = 0
    var failures = 0
    /// How often its token was refused although the batch's was not: it ended in between.
    var refusedTokens = 0
}

/// What is still to be sent, and what came back.
actor BatchQueue {
    /// The most that Graph takes.
    static let most = 20

    private(set) var answers: [BatchItem.ID: BatchAnswer] = [:]
    private var waiting: [[RateCharge]: [Pending]] = [:]
    private var order: [[RateCharge]] = []
    private let limits: [RateGroup: RateLimit]
    private let fraction: Double
    /// A batch arrives as a burst. How large one may be is learned: no larger than what was taken of the last one that was too large.
    private var ceiling = most
    private var clean = 0
    private var reasonToStop: (any Error)?

    init(_ items: [BatchItem], limits: [RateGroup: RateLimit], fraction: Double) {
        self.limits = limits
        self.fraction = fraction
        for item in items {
            let charges = item.operation.charges
            if waiting[charges] == nil { order.append(charges) }
            waiting[charges, default: []].append(Pending(item: item))
        }
        // Taken from the end, so kept backwards.
        for charges in order { waiting[charges]?.reverse() }
    }

    /// The next chunk, all of the same charges; `nil` when nothing waits.
    func take() -> [Pending]? {
        guard let charges = order.first(where: { waiting[$0]?.isEmpty == false }) else { return nil }
        // In place: a second reference to the line would copy all of it for every batch.
        let length = waiting[charges]?.count ?? 0
        let count = min(Self.size(for: charges, limits: limits, fraction: fraction), ceiling, length)
        let chunk = Array((waiting[charges]?[(length - count)...] ?? []).reversed())
        waiting[charges]?.removeLast(count)
        return chunk
    }

    func putBack(_ pending: [Pending]) {
        if let reasonToStop { return giveUp(pending, reasonToStop) }
        for pending in pending.reversed() { waiting[pending.item.operation.charges, default: []].append(pending) }
    }

    func settle(_ settled: [(Pending, BatchAnswer)], refused: Int, of count: Int) {
        for (pending, answer) in settled { answers[pending.item.id] = answer }
        if refused > 0 {
            ceiling = max(1, min(ceiling, count - refused))
            clean = 0
        } else if ceiling < Self.most {
            clean += 1
            if clean % 20 == 0 { ceiling += 1 }
        }
    }

    func giveUp(_ pending: [Pending], _ error: any Error) {
        for pending in pending { answers[pending.item.id] = .unanswered(error) }
    }

    /// Nothing more is sent: what has no answer yet gets this one.
    func stop(_ chunk: [Pending], _ error: any Error) {
        reasonToStop = error
        giveUp(chunk.filter { answers[$0.item.id] == nil }, error)
        for charges in order {
            giveUp(waiting[charges] ?? [], error)
            waiting[charges] = []
        }
    }

    /// How many items of these charges make a batch: the largest number up to twenty that fits a whole number of times into the
    /// group's window. At thirty a second that is fifteen; twenty would leave a third of every second unused.
    static func size(for charges: [RateCharge], limits: [RateGroup: RateLimit], fraction: Double) -> Int {
        var size = most
        for charge in charges where charge.units > 0 {
            guard let window = limits[charge.group]?.windows.first else { continue }
            let items = max(1, Int(Double(window.units) * fraction) / charge.units)
            let rounds = (items + most - 1) / most
            size = min(size, max(1, items / rounds))
        }
        return size
    }
}
