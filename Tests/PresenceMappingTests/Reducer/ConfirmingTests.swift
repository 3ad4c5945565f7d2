import Foundation
import PresenceMapping
import Testing

/// Most readings say what is known already, and are taken a short way. It must come to what the reducer comes to, wherever it is taken.
@Suite struct `A reading that only confirms` {
    private static let rules: [CallRuleRow: CallAction] = [
        .busy: .noCalls, .inACall: .noCalls, .inAConferenceCall: .noQueueCalls, .inAMeeting: .noCalls,
        .offline: .acceptAll,
    ]

    private static func reducer(_ preset: Preset, keepsStatus: Bool? = nil) -> PresenceReducer {
        PresenceReducer(
            policy: MappingPolicy(preset: preset, rules: CallRules(rules, keepsStatusThroughInactivity: keepsStatus)))
    }

    // MARK: Everybody at rest

    /// Every presence that RingCentral can show, as far as something depends on it.
    private static let presences: [RingCentralState] = RingCentralState.UserStatus.allCases.flatMap { userStatus in
        RingCentralState.DNDStatus.allCases.flatMap { dndStatus in
            RingCentralState.Telephony.allCases.flatMap { telephony in
                [(RingCentralState.Meeting.disconnected, true), (.connected, true), (.disconnected, false)].map {
                    RingCentralState(
                        userStatus: userStatus, dndStatus: dndStatus, telephony: telephony, meeting: $0.0,
                        isVisible: $0.1)
                }
            }
        }
    }

    /// Somebody of whom both sides are known, once everything that follows from it has been done.
    private static func user(
        _ reducer: PresenceReducer, _ teams: TeamsState, _ presence: RingCentralState, isQueueMember: Bool
    ) -> SyncedUser {
        var user = SyncedUser()
        user.reducer = reducer
        if !isQueueMember { user.take(.queueMembership(false)) }
        user.take(.ringCentral(RingCentralReading(presence)))
        user.take(.teams(TeamsReading(teams, sequence: TeamsSequence("A0100"))))
        user.waits(.seconds(5))
        if user.state.pendingWrite != nil {
            user.sends()
            if let shown = user.state.ringCentral {
                user.now += .seconds(1)
                user.take(.ringCentral(RingCentralReading(shown, asOf: user.now)))
            }
        }
        user.now += .seconds(30)
        return user
    }

    @Test(arguments: Preset.allCases) func `does nothing else for anybody at rest`(preset: Preset) {
        var (confirmed, number) = (0, 0)
        let reducer = Self.reducer(preset)
        for teams in TeamsState.allCases {
            for presence in Self.presences {
                number += 1
                let user = Self.user(reducer, teams, presence, isQueueMember: number % 3 != 0)
                let now = user.now
                guard let shown = user.state.ringCentral else { continue }
                let readings: [SyncEvent] = [
                    .ringCentral(RingCentralReading(shown, asOf: now)),
                    .teams(TeamsReading(teams, sequence: TeamsSequence("A0101"), asOf: now)),
                    .teams(TeamsReading(teams, sequence: TeamsSequence("A0100"), asOf: now)),
                ]
                let found = readings.map {
                    Confirmation($0, from: user.state, rule: user.rule, by: reducer, at: now)
                }
                if found.contains(.different) { Issue.record("\(found) for \(user.state)") }
                // Without a call, and with nothing held in Teams that has to be renewed: most people, most of the time.
                guard user.state.teamsHold == .nothing, user.state.teams == teams, user.state.isAtRest,
                    !presence.telephony.isInCall
                else { continue }
                confirmed += 1
                let expected: Confirmation = teams.isInactive ? .left : .same
                if found != [.same, expected, expected] { Issue.record("\(found) for \(user.state)") }
            }
        }
        #expect(confirmed > number / 5)
    }

    // MARK: Every course of events

    /// How somebody stands after some events.
    private struct Node: Hashable {
        var state: SyncState
        var rule: DecidingRule?
        var now: Duration
    }

    private static let origin = Duration.seconds(1_000)

    private static let looks: [RingCentralState] = [
        RingCentralState(userStatus: .available, dndStatus: .takeAllCalls),
        RingCentralState(userStatus: .available, dndStatus: .takeAllCalls, telephony: .callConnected),
        RingCentralState(userStatus: .busy, dndStatus: .doNotAcceptAnyCalls),
        RingCentralState(userStatus: .offline, dndStatus: .takeAllCalls),
        RingCentralState(userStatus: .busy, dndStatus: .takeAllCalls, isVisible: false),
    ]

    private static let statuses: [TeamsState] = [
        TeamsState(.available), TeamsState(.inAMeeting), TeamsState(.presenting), TeamsState(.away),
        TeamsState(.available, isInactive: true), TeamsState(.unknown),
    ]

    /// A number that grows with the time, as Graph's does.
    private static func number(_ now: Duration) -> TeamsSequence { TeamsSequence("B\(now.components.seconds)") }

    /// What one side may say: now, of a while ago, with the number of then, or with none.
    private static func readings(_ now: Duration) -> [SyncEvent] {
        let earlier = now - .seconds(12)
        return statuses.flatMap { state -> [SyncEvent] in
            [
                .teams(TeamsReading(state, sequence: number(now), asOf: now)),
                .teams(TeamsReading(state, sequence: number(now - .seconds(1)), asOf: now)),
                .teams(TeamsReading(state, asOf: now)), .teams(TeamsReading(state, asOf: earlier)),
                .teams(TeamsReading(state, sequence: TeamsSequence("B1000-longer-than-is-kept"), asOf: now)),
            ]
        }
            + looks.flatMap { look -> [SyncEvent] in
                [
                    .ringCentral(RingCentralReading(look, asOf: now)),
                    .ringCentral(RingCentralReading(look, asOf: earlier)),
                    .ringCentral(RingCentralReading(look, sequence: now.components.seconds, asOf: now)),
                ]
            }
    }

    private static func others(_ state: SyncState) -> [SyncEvent] {
        let outcomes: [WriteOutcome] = [.accepted, .notDone, .unknown, .refused, .notInAQueue]
        return [.wake, .unsync, .sync, .streamRestarted, .queueMembership(false), .queueMembership(true)]
            + (state.pendingWrite == nil ? [] : [.ringCentralWriteStarted])
            + (state.isWriting ? outcomes.map { .ringCentralWriteFinished($0) } : [])
            + [.teamsWriteFinished(.accepted), .teamsWriteFinished(.notDone), .teamsWriteFinished(.refused)]
    }

    /// Every place that so many events lead to, and from each of them every reading. `PRESENCE_DEPTH=3` goes a step further.
    @Test(arguments: Preset.allCases) func `does nothing else after whatever may have happened`(preset: Preset) {
        let depth = ProcessInfo.processInfo.environment["PRESENCE_DEPTH"].flatMap(Int.init) ?? 2
        let reducer = Self.reducer(preset, keepsStatus: preset == .app)
        var places = [Node(state: SyncState(), rule: nil, now: Self.origin)]
        let available = Self.user(reducer, Self.statuses[0], Self.looks[0], isQueueMember: true)
        places.append(Node(state: available.state, rule: available.rule, now: available.now))
        var (seen, confirmed) = (0, 0)
        for level in 0...depth {
            var next: Set<Node> = []
            for place in places {
                seen += 1
                for wait in [1, 25] {
                    let now = place.now + .seconds(wait)
                    let readings = Self.readings(now)
                    for reading in readings {
                        let found = Confirmation(reading, from: place.state, rule: place.rule, by: reducer, at: now)
                        if found == .different { Issue.record("\(reading) of \(place.state)") }
                        if found == .same { confirmed += 1 }
                    }
                    guard level < depth else { continue }
                    for event in readings + Self.others(place.state) {
                        let reduction = reducer.reduce(place.state, event, at: now)
                        next.insert(Node(state: reduction.state, rule: reduction.rule ?? place.rule, now: now))
                    }
                }
            }
            places = Array(next)
        }
        #expect(seen > 1000 && confirmed > 1000)
    }
}
