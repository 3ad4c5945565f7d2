import Foundation
import PresenceMapping

/// Presence events of many users, taken one after the other as they come.
enum Reducing {
    static func run(events: Int) {
        let users = 10_000
        let reducer = PresenceReducer(policy: MappingPolicy(preset: .app))
        var states = [SyncState](repeating: SyncState(), count: users)
        let teams: [TeamsState] = [
            TeamsState(
                TeamsPresence(availability: .init(rawValue: "Available"), activity: .init(rawValue: "Available"))),
            TeamsState(TeamsPresence(availability: .init(rawValue: "Busy"), activity: .init(rawValue: "InAMeeting"))),
            TeamsState(
                TeamsPresence(availability: .init(rawValue: "DoNotDisturb"), activity: .init(rawValue: "Presenting"))),
            TeamsState(TeamsPresence(availability: .init(rawValue: "Away"), activity: .init(rawValue: "Away"))),
        ]
        let idle = RingCentralState(userStatus: .available, dndStatus: .takeAllCalls)
        for user in states.indices {
            states[user] = reducer.reduce(states[user], .ringCentral(RingCentralReading(idle)), at: .zero).state
        }
        let measure = Measure()
        var effects = 0
        var random: UInt64 = 1
        for number in 0..<events {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let user = Int(random >> 33) % users
            let now = Duration.milliseconds(number)
            let event: SyncEvent =
                random & 0x300 == 0
                ? .ringCentral(
                    RingCentralReading(telephony: random & 0x400 == 0 ? .ringing : .noCall, sequence: Int64(number)))
                : .teams(TeamsReading(teams[Int(random >> 20) & 3], asOf: now))
            let reduction = reducer.reduce(states[user], event, at: now)
            states[user] = reduction.state
            if reduction.effects != SyncEffects() { effects += 1 }
        }
        measure.report(
            "reduce", count: events,
            ["stateBytes": Double(MemoryLayout<SyncState>.stride), "withEffects": Double(effects)])
    }
}
