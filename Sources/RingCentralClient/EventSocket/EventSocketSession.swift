import Foundation
package import PatchbayCore

/// Decides what is done to have and keep one event socket: a value that takes what happened and returns what is to be done.
///
/// A connection breaks sooner or later: every 24 hours by rule, otherwise by chance. It is taken up again with a fresh pass and the newest
/// recovery token, and the service sends what was missed. Where it does not, the subscription is made anew on the new connection, and
/// events may be lost. Since the service keeps a hundred events, as many of them in one go may have been more.
///
/// Sources: RingCentral `notifications/websockets` (subscribing, receiving, heart-beats, session-recovery); ringcentral-extensible issue 9
/// (the newest recovery token counts).
package struct EventSocketSession: Sendable {
    package enum Phase: Hashable, Sendable {
        /// Waits for the next attempt.
        case resting
        /// A pass is under way.
        case asking
        /// A connection is being opened.
        case opening
        /// It is open; the service speaks first.
        case greeting
        /// The subscription was asked for.
        case subscribing
        /// It tells what happens.
        case standing
        /// Given up.
        case over
    }

    package enum Input: Sendable {
        case tick
        case pass(EventSocketToken)
        case opened(Int)
        case arrived(EventSocketArrival, Int)
        /// The pass, the opening, a sending or a receiving failed; with the connection's number, 0 for the pass.
        case failed(EventSocketFault, Int)
    }

    package enum Action: Sendable {
        case askForPass
        case open(Secret, Int)
        case send(String, Int)
        /// A ping frame, or this message from a connection that cannot send any.
        case askForLife(String, Int)
        case close(Int)
        case tell(EventSocketNews)
        case giveUp(any Error)
    }

    package private(set) var phase = Phase.resting
    /// The connection that counts; what older ones bring is ignored.
    package private(set) var connection = 0
    package private(set) var failures = 0
    package private(set) var recovery: EventSocketMessage.Recovery?

    private let filters: [EventFilter]
    private let timing: EventSocketTiming
    /// When the phase must have ended, or rest is over.
    private var dueAt: Duration? = .zero
    private var pass: EventSocketToken?
    private var passUntil = Duration.zero
    private var passAskedAt: Duration?
    private var isRecovering = false
    private var refusedRecoveries = 0
    private var brokenAt: Duration?
    private var recoveryTimeout = Duration.seconds(180)
    private var loss: EventSocketNews.Loss?
    private var hasSubscribed = false
    private var requestID: String?
    private var messages = 0
    private var standingSince = Duration.zero
    private var heardAt = Duration.zero
    private var lifeAskedAt: Duration?
    private var cutAt: Duration?
    private var bufferSize = 100
    /// How many events came since a recovery, and until when they count as missed ones.
    private var replayed = 0
    private var replayUntil: Duration?
    private var recent = RecentIDs()
    private var lastWords: EventSocketNews.Trouble?

    package init(filters: [EventFilter], timing: EventSocketTiming) {
        self.filters = filters
        self.timing = timing
    }

    /// When time alone brings something about.
    package var wakeAt: Duration? {
        guard phase == .standing else { return dueAt }
        let life = lifeAskedAt.map { $0 + timing.answer } ?? heardAt + timing.silence
        return cutAt.map { min($0, life) } ?? life
    }

    /// Takes what happened; returns what is to be done, in this order.
    ///
    /// - Parameter jitter: draws a number from 0 to 1.
    package mutating func take(_ input: Input, at now: Duration, jitter: () -> Double) -> [Action] {
        guard phase != .over else { return [] }
        var actions: [Action] = []
        switch input {
        case .tick: break
        case .pass(let pass):
            guard phase == .asking else { break }
            self.pass = pass
            passUntil = now + pass.lifetime
            open(&actions, now)
        case .opened(let number):
            guard phase == .opening, number == connection else { return [.close(number)] }
            pass = nil
            (phase, dueAt) = (.greeting, now + timing.opening)
        case .arrived(let arrival, let number):
            guard number == connection, [.greeting, .subscribing, .standing].contains(phase) else { break }
            heardAt = now
            lifeAskedAt = nil
            switch arrival {
            case .signOfLife: break
            case .text(let text): read(text, &actions, now, jitter)
            case .closed(let code, let reason):
                let words = ([code.map { "\($0)" }, reason].compactMap { $0 }).filter { !$0.isEmpty }
                let trouble = EventSocketNews.Trouble(
                    "RingCentral closed the event socket"
                        + (words.isEmpty ? "." : ": \(Redaction.scrub(words.joined(separator: " "), limit: 120))."))
                lose(lastWords ?? trouble, nil, &actions, now, jitter)
            }
        case .failed(let fault, let number):
            guard number == 0 ? phase == .asking : number == connection && phase != .resting && phase != .asking else {
                break
            }
            if phase == .opening, !fault.isPassUnspent { pass = nil }
            fail(fault, &actions, now, jitter)
        }
        if phase != .over { advance(&actions, now, jitter) }
        return actions
    }

    // MARK: Time

    private mutating func advance(_ actions: inout [Action], _ now: Duration, _ jitter: () -> Double) {
        switch phase {
        case .resting:
            guard let dueAt, now >= dueAt else { return }
            if pass != nil, passUntil > now + .seconds(5) { return open(&actions, now) }
            pass = nil
            if let passAskedAt, now < passAskedAt + timing.passGap {
                self.dueAt = passAskedAt + timing.passGap
                return
            }
            (phase, self.dueAt, passAskedAt) = (.asking, nil, now)
            actions.append(.askForPass)
        case .opening, .greeting, .subscribing:
            guard let dueAt, now >= dueAt else { return }
            pass = nil
            lose(
                EventSocketNews.Trouble("RingCentral did not answer on the event socket in time."), nil, &actions, now,
                jitter)
        case .standing:
            if let cutAt, now >= cutAt {
                let trouble = EventSocketNews.Trouble(
                    "RingCentral ends every event socket after a time; it is made anew before.")
                return lose(trouble, .zero, &actions, now, jitter)
            }
            if let lifeAskedAt {
                guard now >= lifeAskedAt + timing.answer else { return }
                lose(
                    EventSocketNews.Trouble("The event socket has fallen silent."), nil, &actions, now, jitter)
            } else if now >= heardAt + timing.silence {
                lifeAskedAt = now
                messages += 1
                write(&actions, now, jitter) { [messages] in
                    .askForLife(try EventSocketMessage.heartbeat(messageID: "m\(messages)"), $0)
                }
            }
        case .asking, .over: return
        }
    }

    private mutating func open(_ actions: inout [Action], _ now: Duration) {
        guard let pass else { return }
        if recovery != nil, let brokenAt, now - brokenAt > recoveryTimeout {
            loss = loss ?? .goneTooLong
            giveUpRecovery()
        }
        connection += 1
        isRecovering = recovery != nil
        (phase, dueAt) = (.opening, now + timing.opening)
        actions.append(.open(pass.address(recovering: recovery), connection))
    }

    // MARK: What the service says

    private mutating func read(
        _ text: String, _ actions: inout [Action], _ now: Duration, _ jitter: () -> Double
    ) {
        let message: EventSocketMessage
        do {
            message = try EventSocketMessage(text)
        } catch {
            return unreadable(&actions)
        }
        if message.kind != .connectionDetails, let newest = message.recovery,
            newest.sequence > recovery?.sequence ?? .min
        {
            recovery = newest
        }
        switch message.kind {
        case .connectionDetails: if phase == .greeting { greet(message, &actions, now, jitter) }
        case .serverNotification: notify(message, &actions, now)
        case .clientRequest:
            guard phase == .subscribing, message.messageID == requestID else { return }
            answer(message, &actions, now, jitter)
        case .error:
            let fault = EventSocketFault(Self.error(in: message))
            if phase == .standing {
                // The connection's end follows, if it is one.
                lastWords = fault.trouble
            } else {
                fail(fault, &actions, now, jitter)
            }
        default: return
        }
    }

    private mutating func greet(
        _ message: EventSocketMessage, _ actions: inout [Action], _ now: Duration, _ jitter: () -> Double
    ) {
        guard let details = message.connection else { return unreadable(&actions) }
        recoveryTimeout = details.recoveryTimeout
        bufferSize = max(details.recoveryBufferSize, 1)
        let margin = min(timing.renewalMargin, details.absoluteTimeout * 0.1)
        cutAt = now + details.absoluteTimeout - margin
        if isRecovering, details.recoveryState == "Successful" {
            recovery = message.recovery ?? recovery
            stand(now)
            // One that broke while what was missed was still coming goes on where it was.
            if replayUntil == nil { replayed = 0 }
            replayUntil = now + .seconds(10)
            actions.append(.tell(.recovered))
            return
        }
        giveUpRecovery()
        recovery = message.recovery
        messages += 1
        let (id, filters) = ("m\(messages)", filters)
        requestID = id
        (phase, dueAt) = (.subscribing, now + timing.opening)
        write(&actions, now, jitter) { .send(try EventSocketMessage.subscribe(to: filters, messageID: id), $0) }
    }

    private mutating func answer(
        _ message: EventSocketMessage, _ actions: inout [Action], _ now: Duration, _ jitter: () -> Double
    ) {
        let made: Subscription
        do {
            guard (200..<300).contains(message.status ?? 200) else { throw Self.error(in: message) }
            made = try WireCoding.decode(
                Subscription.self, from: HTTPResponse(status: 200, body: message.body), service: .ringCentral,
                operation: RingCentralCall.createSubscription.name)
            if !made.disabledFilters.isEmpty { throw Subscriptions.partial(made) }
        } catch {
            return fail(EventSocketFault(error), &actions, now, jitter)
        }
        hasSubscribed = true
        stand(now)
        actions.append(.tell(.connected(made)))
        if let loss { actions.append(.tell(.eventsMayBeLost(loss))) }
        loss = nil
    }

    private mutating func notify(_ message: EventSocketMessage, _ actions: inout [Action], _ now: Duration) {
        let event: RingCentralEvent
        do {
            event = try message.event()
        } catch {
            return unreadable(&actions)
        }
        if recent.insert(event.uuid) { actions.append(.tell(.event(event))) }
        guard let until = replayUntil else { return }
        if now > until {
            replayUntil = nil
        } else {
            replayed += 1
            if replayed == bufferSize {
                replayUntil = nil
                actions.append(.tell(.eventsMayBeLost(.tooManyMissed)))
            }
        }
    }

    private mutating func stand(_ now: Duration) {
        (phase, dueAt, standingSince, brokenAt, refusedRecoveries) = (.standing, nil, now, nil, 0)
        (lastWords, lifeAskedAt, requestID) = (nil, nil, nil)
    }

    private func unreadable(_ actions: inout [Action]) {
        if phase == .standing { actions.append(.tell(.eventsMayBeLost(.unreadable))) }
    }

    private mutating func giveUpRecovery() {
        (recovery, replayUntil) = (nil, nil)
        if hasSubscribed { loss = loss ?? .notRecovered }
    }

    private mutating func write(
        _ actions: inout [Action], _ now: Duration, _ jitter: () -> Double, _ make: (Int) throws -> Action
    ) {
        do {
            actions.append(try make(connection))
        } catch {
            fail(EventSocketFault(error), &actions, now, jitter)
        }
    }

    // MARK: Breaks

    private mutating func fail(
        _ fault: EventSocketFault, _ actions: inout [Action], _ now: Duration, _ jitter: () -> Double
    ) {
        guard fault.isFinal else { return lose(fault.trouble, fault.after, &actions, now, jitter) }
        if phase != .asking { actions.append(.close(connection)) }
        (phase, dueAt) = (.over, nil)
        actions.append(.giveUp(fault.error))
    }

    /// The connection, or the attempt at one, is over.
    ///
    /// - Parameter after: how long to wait at least; zero for no pause at all.
    private mutating func lose(
        _ trouble: EventSocketNews.Trouble, _ after: Duration?, _ actions: inout [Action], _ now: Duration,
        _ jitter: () -> Double
    ) {
        if phase != .asking { actions.append(.close(connection)) }
        if phase == .standing {
            brokenAt = now
            if let until = replayUntil, now > until { replayUntil = nil }
            if now - standingSince >= timing.proof { failures = 0 } else { failures += 1 }
        } else {
            // A connection without a subscription has nothing to be taken up for, and one that is ended twice before a word was said
            // is not taken up any more.
            if phase == .greeting, isRecovering { refusedRecoveries += 1 }
            if phase == .subscribing || refusedRecoveries > 1 { giveUpRecovery() }
            failures += 1
        }
        let pause = after == .zero ? .zero : timing.pause(after: failures, jitter: jitter())
        (phase, dueAt, lastWords) = (.resting, now + max(pause, after ?? .zero), nil)
        actions.append(.tell(.recovering(trouble)))
    }

    private static func error(in message: EventSocketMessage) -> ServiceError {
        var error = RingCentralDialect().error(
            from: HTTPResponse(status: message.status ?? 503, body: message.body), operation: "events.socket",
            now: .distantPast)
        error.requestID = message.requestID
        // Whatever the service says of the connection itself passes: its codes begin like this.
        // Source: RingCentral `notifications/websockets/heart-beats` (WSG-902, WSG-903).
        if error.code.hasPrefix("WSG-") { error.category = .unavailable }
        return error
    }
}

/// The ids of the last few hundred events: after a recovery some come again.
private struct RecentIDs: Sendable {
    private static let most = 512
    private var known: Set<String> = []
    private var order: [String] = []
    private var next = 0

    /// Whether it is new.
    mutating func insert(_ id: String) -> Bool {
        guard known.insert(id).inserted else { return false }
        if order.count < Self.most {
            order.append(id)
        } else {
            known.remove(order[next])
            order[next] = id
            next = (next + 1) % Self.most
        }
        return true
    }
}
