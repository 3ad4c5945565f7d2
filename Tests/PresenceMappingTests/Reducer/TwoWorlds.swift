import PresenceMapping

/// One user on two imitated services, with an engine between them that loses, repeats and reorders messages, fails
/// writes and dies. Everything follows from the seed.
///
/// The services' rules are written here from the facts, apart from the code under test: a session counts for as long as
/// it lives, the highest wins, a choice by hand beats it; RingCentral shows what was written last.
struct TwoWorlds {
    typealias Milliseconds = Int64

    /// What RingCentral holds, and what of it the user chose.
    struct RingCentral {
        var userStatus = RingCentralState.UserStatus.available
        var dndStatus = RingCentralState.DNDStatus.takeAllCalls
        var telephony = RingCentralState.Telephony.noCall
        var ownUserStatus = RingCentralState.UserStatus.available
        var ownDNDStatus = RingCentralState.DNDStatus.takeAllCalls
        var sequence: Int64 = 1

        var state: RingCentralState {
            RingCentralState(userStatus: userStatus, dndStatus: dndStatus, telephony: telephony)
        }
    }

    /// What Teams holds.
    struct Teams {
        var own = TeamsStatus.available
        var isByHand = false
        var session: (presence: TeamsSessionPresence, end: Milliseconds)?
        var number = 100_000
        var lastShown = TeamsStatus.available
    }

    private enum Job {
        case deliver(SyncEvent)
        case wake(Int)
        case poll
        case reconcile
        case send
        case finish(WriteOutcome)
        case session(SyncEffects.SessionChange)
        case act
        case restart
    }

    private(set) var now: Milliseconds = 1_000_000
    private(set) var ringCentral = RingCentral()
    private(set) var teams = Teams()
    private(set) var user = SyncState()
    private(set) var complaints: [String] = []
    private(set) var ringCentralWrites = 0
    private(set) var teamsWrites = 0
    /// How many readings said what was known already.
    private(set) var confirmations = 0
    private var rule: DecidingRule?
    /// The last few things that happened, for a failing test to show.
    private(set) var log: [String] = []

    private let reducer: PresenceReducer
    private var generator: SplitMix
    private var jobs: [(at: Milliseconds, order: Int, job: Job)] = []
    private var order = 0
    private var wakeNumber = 0
    private var isSendQueued = false
    private var stored: HeldPresence?
    /// When the last change to Teams arrives; the next comes after it.
    private var teamsArrival: Milliseconds = 0
    private let isLossy: Bool
    private let lastAct: Milliseconds

    init(policy: MappingPolicy, seed: UInt64, isLossy: Bool, acts: Int, restarts: Int) {
        reducer = PresenceReducer(policy: policy)
        generator = SplitMix(seed: seed)
        self.isLossy = isLossy
        var at = now + 30_000
        for _ in 0..<acts {
            at += Int64.random(in: 500...60_000, using: &generator)
            jobs.append((at, 0, .act))
        }
        lastAct = at
        for _ in 0..<restarts {
            jobs.append((Int64.random(in: now + 30_000...at, using: &generator), 0, .restart))
        }
        schedule(.poll, in: 100)
        schedule(.reconcile, in: 50)
    }

    /// Runs until `after` milliseconds have passed since the user's last act.
    mutating func run(until after: Milliseconds) {
        while let next = jobs.indices.min(by: { (jobs[$0].at, jobs[$0].order) < (jobs[$1].at, jobs[$1].order) }),
            jobs[next].at <= lastAct + after
        {
            let job = jobs.remove(at: next)
            now = max(now, job.at)
            expireSession()
            perform(job.job)
        }
        now = lastAct + after
    }

    var shownTeams: TeamsStatus {
        guard !teams.isByHand, let session = teams.session?.presence else { return teams.own }
        let busy: [TeamsStatus] = [.busy, .inACall, .inAConferenceCall, .inAMeeting]
        switch session {
        case .presenting: return .presenting
        case .inACall, .inAConferenceCall:
            let isHigher = [.doNotDisturb, .presenting, .focusing].contains(teams.own)
            // Between equals the newer shows; which is left open, so that both are tried.
            if busy.contains(teams.own) { return Bool(teams.number % 2 == 0) ? teams.own : session.status }
            return isHigher ? teams.own : session.status
        case .available, .away:
            return teams.own
        }
    }

    private mutating func schedule(_ job: Job, in delay: Milliseconds) {
        order += 1
        jobs.append((now + delay, order, job))
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    private mutating func delay(_ range: ClosedRange<Milliseconds>) -> Milliseconds {
        Int64.random(in: range, using: &generator)
    }

    private mutating func perform(_ job: Job) {
        switch job {
        case .deliver(let event): take(event)
        case .wake(let number): if number == wakeNumber { take(.wake) }
        case .poll:
            readTeams()
            schedule(.poll, in: delay(8_000...12_000))
        case .reconcile:
            readRingCentral()
            schedule(.reconcile, in: delay(12_000...15_000))
        case .send: send()
        case .finish(let outcome): take(.ringCentralWriteFinished(outcome))
        case .session(let change):
            apply(change)
        case .act: act()
        case .restart: restart()
        }
    }

    // MARK: - Services

    private mutating func readTeams() {
        schedule(
            .deliver(
                .teams(
                    TeamsReading(
                        TeamsState(shownTeams), sequence: TeamsSequence("B\(teams.number)"), asOf: .milliseconds(now)))),
            in: delay(50...900))
    }

    private mutating func readRingCentral() {
        schedule(
            .deliver(.ringCentral(RingCentralReading(ringCentral.state, asOf: .milliseconds(now)))), in: delay(50...900)
        )
    }

    private mutating func ringCentralChanged(telephonyChanged: Bool = false) {
        ringCentral.sequence += 1
        let reading = RingCentralReading(
            userStatus: ringCentral.userStatus, dndStatus: ringCentral.dndStatus,
            telephony: telephonyChanged ? ringCentral.telephony : nil, meeting: .disconnected, isVisible: true,
            sequence: ringCentral.sequence, asOf: .milliseconds(now))
        if isLossy && chance(20) { return }
        schedule(.deliver(.ringCentral(reading)), in: delay(100...5_000))
        if isLossy && chance(15) { schedule(.deliver(.ringCentral(reading)), in: delay(100...20_000)) }
    }

    private mutating func teamsMayHaveChanged() {
        guard shownTeams != teams.lastShown else { return }
        teams.number += 1
        teams.lastShown = shownTeams
        // A notification: no number, no time, sometimes lost.
        if chance(isLossy ? 50 : 100) {
            schedule(.deliver(.teams(TeamsReading(TeamsState(shownTeams)))), in: delay(100...2_000))
        }
    }

    private mutating func expireSession() {
        if let session = teams.session, session.end <= now {
            teams.session = nil
            teamsMayHaveChanged()
        }
    }

    private mutating func apply(_ change: SyncEffects.SessionChange) {
        teamsWrites += 1
        if isLossy && chance(5) {
            note("Teams refuses for now")
            schedule(.deliver(.teamsWriteFinished(.notDone)), in: 100)
            return
        }
        switch change {
        case .set(let presence, let duration):
            teams.session = (presence, now + Int64(duration.minutes) * 60_000)
        case .clear:
            teams.session = nil
        }
        note("Teams session \(change)")
        teamsMayHaveChanged()
    }

    // MARK: - Engine

    private mutating func take(_ event: SyncEvent) {
        compareConfirming(event)
        let reduction = reducer.reduce(user, event, at: .milliseconds(now))
        user = reduction.state
        if let rule = reduction.rule { self.rule = rule }
        if reduction.heldChanged { stored = user.held }
        if stored != user.held { complain("a change of what is held was not told") }
        for effect in reduction.effects {
            switch effect {
            case .writeRingCentral:
                if !isSendQueued {
                    isSendQueued = true
                    schedule(.send, in: delay(0...4_000))
                }
            case .changeSession(let change):
                teamsArrival = max(teamsArrival, now) + delay(50...300)
                schedule(.session(change), in: teamsArrival - now)
            case .changePreferred: complain("the presets never touch the preferred presence")
            case .readRingCentral: readRingCentral()
            case .readTeams: readTeams()
            case .wake(let at):
                wakeNumber += 1
                schedule(
                    .wake(wakeNumber),
                    in: max(0, at.components.seconds * 1_000 + at.components.attoseconds / 1_000_000_000_000_000 - now))
            }
        }
        if !reduction.effects.isEmpty { note("\(event) → \(Array(reduction.effects)) \(reduction.reasons)") }
    }

    /// A reading that can be confirmed does nothing else when it is reduced; the same where notifications, which bear no number, came first.
    private mutating func compareConfirming(_ event: SyncEvent) {
        compare(event, from: user, rule: rule)
        guard case .teams(let reading) = event else { return }
        let notified = SyncEvent.teams(TeamsReading(reading.state, asOf: reading.asOf))
        let after = reducer.reduce(user, notified, at: .milliseconds(now))
        compare(notified, from: after.state, rule: after.rule ?? rule)
    }

    private mutating func compare(_ event: SyncEvent, from state: SyncState, rule: DecidingRule?) {
        switch Confirmation(event, from: state, rule: rule, by: reducer, at: .milliseconds(now)) {
        case .left: break
        case .same: confirmations += 1
        case .different: complain("confirming differs from reducing \(event)")
        }
    }

    private mutating func send() {
        isSendQueued = false
        take(.ringCentral(RingCentralReading(ringCentral.state, asOf: .milliseconds(now))))
        guard let write = user.pendingWrite, !user.isWriting else { return }
        take(.ringCentralWriteStarted)
        ringCentralWrites += 1
        let fails = isLossy && chance(8)
        let hasEffect = !fails || chance(50)
        if hasEffect { apply(write) }
        let outcome: WriteOutcome = !fails ? .accepted : hasEffect || chance(50) ? .unknown : .notDone
        note("RingCentral \(write) \(outcome)")
        schedule(.finish(outcome), in: delay(100...1_500))
    }

    private mutating func apply(_ write: RingCentralWrite) {
        if let status = write.userStatus {
            if ringCentral.userStatus == .offline && ringCentral.ownUserStatus == .offline {
                complain("an Offline by hand was lifted")
            }
            ringCentral.userStatus = status.state
            if status == .available && ringCentral.ownUserStatus == .busy { ringCentral.ownUserStatus = .available }
        }
        if let status = write.dndStatus {
            if ringCentral.ownDNDStatus == .doNotAcceptAnyCalls && status != .doNotAcceptAnyCalls {
                complain("a do-not-disturb by hand was lifted")
            }
            ringCentral.dndStatus = status.state
        }
        ringCentralChanged()
    }

    private mutating func restart() {
        note("restart")
        user = SyncState(held: stored)
        rule = nil
        wakeNumber += 1
        isSendQueued = false
        jobs.removeAll { job in
            switch job.job {
            case .deliver, .wake, .send, .finish, .session: true
            default: false
            }
        }
        readRingCentral()
        readTeams()
    }

    // MARK: - User

    private mutating func act() {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0...4:
            let choices: [TeamsStatus] = [
                .available, .available, .busy, .inACall, .inAConferenceCall, .inAMeeting, .doNotDisturb, .presenting,
                .focusing, .away, .beRightBack, .offline,
            ]
            teams.own = choices.randomElement(using: &generator) ?? .available
            teams.isByHand = [.busy, .doNotDisturb, .beRightBack].contains(teams.own)
            note("user: Teams \(teams.own)")
            teamsMayHaveChanged()
        case 5, 6:
            ringCentral.telephony = ringCentral.telephony == .noCall ? .callConnected : .noCall
            note("user: RingCentral \(ringCentral.telephony)")
            ringCentralChanged(telephonyChanged: true)
        case 7, 8:
            if ringCentral.ownDNDStatus == .doNotAcceptAnyCalls {
                ringCentral.ownDNDStatus = .takeAllCalls
            } else if ringCentral.dndStatus != .doNotAcceptAnyCalls {
                ringCentral.ownDNDStatus = .doNotAcceptAnyCalls
            } else {
                return
            }
            ringCentral.dndStatus = ringCentral.ownDNDStatus
            note("user: RingCentral \(ringCentral.dndStatus)")
            ringCentralChanged()
        default:
            if ringCentral.ownUserStatus == .offline {
                ringCentral.ownUserStatus = .available
            } else if ringCentral.userStatus != .offline {
                ringCentral.ownUserStatus = .offline
            } else {
                return
            }
            ringCentral.userStatus = ringCentral.ownUserStatus
            note("user: RingCentral \(ringCentral.userStatus)")
            ringCentralChanged()
        }
    }

    /// The user hangs up and the last act is done.
    mutating func hangUp() {
        guard ringCentral.telephony != .noCall else { return }
        ringCentral.telephony = .noCall
        note("user: hangs up")
        ringCentralChanged(telephonyChanged: true)
    }

    private mutating func complain(_ complaint: String) {
        complaints.append(complaint)
        note("!!! \(complaint)")
    }

    private mutating func note(_ line: String) {
        log.append("\(now - 1_000_000) \(line)")
        if log.count > 200 { log.removeFirst() }
    }
}
