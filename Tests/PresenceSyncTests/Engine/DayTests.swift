import Foundation
import PatchbayCore
import PatchbayTesting
import PresenceMapping
import PresenceSync
import Synchronization
import Testing

/// Hours of people's doings in virtual time, made from a seed, with requests that fail on the way.
@Suite struct DayTests {
    static let states = [
        "Available/Available", "Available/Available", "Busy/InAMeeting", "Busy/InAMeeting", "Busy/InACall", "Busy/Busy",
        "DoNotDisturb/DoNotDisturb", "DoNotDisturb/Presenting", "Away/Away", "Offline/Offline",
    ]

    /// What came of a day.
    struct Outcome: Hashable {
        var writes: [TwoSides.Write]
        var differences: [String]
        var notGivenBack: [String]
        var leftInTeams: [Int]
    }

    static func day(seed: UInt64, people: Int = 20, hours: Int, lag: Duration, troubled: Bool) async throws -> Outcome {
        try await VirtualTime.run { time in
            let trouble = Mutex(SplitMix(seed: seed ^ 0xFA17))
            let sides = TwoSides(people: people, time: time, lag: lag) { _, isAfter in
                guard troubled else { return nil }
                let dice = trouble.withLock { Int.random(in: 0..<300, using: &$0) }
                switch dice {
                case 0: throw TransportError(.interrupted, detail: isAfter ? "answer lost" : "request lost")
                case 1 where !isAfter:
                    return .json(#"{"errorCode":"CMN-211"}"#, status: 503, fields: ["Retry-After": "2"])
                default: return nil
                }
            }
            let bench = Bench(sides)
            let differences = Mutex<[String]>([])
            var mine = SplitMix(seed: seed)
            let chosen = Mutex([String](repeating: "TakeAllCalls", count: people))
            let dice = Mutex(mine.next())
            let summary = try await bench.during {
                var random = SplitMix(seed: dice.withLock { $0 })
                for _ in 0..<hours {
                    let until = time.now + .seconds(3400)
                    while time.now < until {
                        try await bench.wait(.random(in: 2...40, using: &random))
                        let person = Int.random(in: 0..<people, using: &random)
                        switch Int.random(in: 0..<10, using: &random) {
                        case 0...5: sides.teams(person, Self.states.randomElement(using: &random) ?? Self.states[0])
                        case 6: sides.call(person, "CallConnected")
                        case 7: sides.call(person, "NoCall")
                        default:
                            // Only every fourth sets do not disturb by hand.
                            guard person % 4 == 0 else { continue }
                            let choice = Bool.random(using: &random) ? "DoNotAcceptAnyCalls" : "TakeAllCalls"
                            if sides.choose(person, dndStatus: choice) { chosen.withLock { $0[person] = choice } }
                        }
                    }
                    for person in 0..<people { sides.call(person, "NoCall") }
                    try await bench.wait(troubled ? 200 : 60)
                    let found = Self.differences(sides, people)
                    differences.withLock { $0 += found }
                }
            }
            let notGivenBack = (0..<people).filter { $0 % 4 != 0 }.filter {
                sides.ringCentral($0) != "Available/TakeAllCalls"
            }
            let lost = (0..<people).filter { $0 % 4 == 0 }.filter { person in
                let own = chosen.withLock { $0[person] }
                return own == "DoNotAcceptAnyCalls" && sides.ringCentral(person) != "Available/DoNotAcceptAnyCalls"
            }
            let left = sides.state.withLock { state in
                state.people.indices.filter { state.people[$0].session.map { $0.until > time.now } ?? false }
            }
            if summary.isRestored != true { differences.withLock { $0.append("not restored") } }
            return Outcome(
                writes: sides.writes, differences: differences.withLock { $0 },
                notGivenBack: (notGivenBack + lost).map { "\($0): \(sides.ringCentral($0))" }, leftInTeams: left)
        }
    }

    /// Where RingCentral is not what the rules ask for, among those who choose nothing by hand.
    static func differences(_ sides: TwoSides, _ people: Int) -> [String] {
        let policy = CallRuleBook.meetings.policy()
        let now = sides.time.now
        return (0..<people).filter { $0 % 4 != 0 }.compactMap { person in
            let (own, shown, session) = sides.state.withLock { state in
                let item = state.people[person]
                return (item.own, "\(item.userStatus)/\(item.dndStatus)", item.session.map { $0.until > now } ?? false)
            }
            guard let teams = try? TeamsPresence(argument: own) else { return "unreadable" }
            let wanted = policy.decide(
                teams: TeamsState(teams), ringCentral: .init(userStatus: .available, dndStatus: .takeAllCalls))
            let text = "\(wanted.userStatus.word?.rawValue ?? "?")/\(wanted.dndStatus.word?.rawValue ?? "?")"
            if session { return "\(person): a session without a call" }
            return text == shown ? nil : "\(person): \(own) wants \(text), shows \(shown)"
        }
    }

    @Test(arguments: [1, 2, 3])
    func `a day ends in agreement, without an echo, and with everybody's own choices back`(seed: Int) async throws {
        let day = try await Self.day(seed: UInt64(seed), hours: 4, lag: .seconds(4), troubled: false)
        #expect(day.differences == [])
        #expect(day.notGivenBack == [])
        #expect(day.writes.filter { $0.lifted } == [])
        #expect(day.leftInTeams == [])
        #expect(day.writes.filter { $0.side == "ringCentral" && !$0.changed } == [])
        #expect(day.writes.count { $0.side == "ringCentral" } > 100)
    }

    @Test(arguments: [11, 12]) func `lost requests, lost answers and outages cost time, never correctness`(seed: Int)
        async throws
    {
        let day = try await Self.day(seed: UInt64(seed), hours: 4, lag: .seconds(4), troubled: true)
        #expect(day.differences == [])
        #expect(day.notGivenBack == [])
        #expect(day.writes.filter { $0.lifted } == [])
    }

    @Test func `a day repeats exactly by its seed`() async throws {
        let first = try await Self.day(seed: 5, people: 8, hours: 1, lag: .seconds(2), troubled: true)
        let second = try await Self.day(seed: 5, people: 8, hours: 1, lag: .seconds(2), troubled: true)
        #expect(first == second)
    }
}
