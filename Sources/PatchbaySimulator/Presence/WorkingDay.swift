import PatchbayCore

/// What people do in a day, in order: a script for ``SimulatedCloud/play(_:)``.
public struct WorkingDay: Hashable, Sendable, Codable {
    /// What happens, earliest first.
    public let events: [PersonEvent]
    /// How long the day is.
    public let length: Duration

    /// Makes a day from events in any order.
    public init(events: [PersonEvent], length: Duration) {
        // Events of the same moment keep their order, which sorting alone does not promise.
        self.events = events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(
            \.element)
        self.length = length
    }

    /// Makes up a day: people come, telephone, meet, share screens, leave the keyboard, ask not to be disturbed and now and then
    /// forget to take it back, have calls that overlap, and go home. The same arguments give the same day.
    ///
    /// - Parameters:
    ///   - seed: what the day is made from.
    ///   - people: whose day it is; see ``Population/people``.
    ///   - hours: how long it is.
    public init(seed: UInt64, people: [SimulatedPerson], hours: Double = 9) {
        var events: [PersonEvent] = []
        for (index, person) in people.enumerated() {
            var diary = Diary(person, seed: seed, index: index, hours: hours)
            events += diary.write()
        }
        self.init(events: events, length: .seconds(hours * 3600))
    }
}

/// One person's day while it is being made up.
private struct Diary {
    private let person: SimulatedPerson
    private var random: SplitMix64
    private var events: [PersonEvent] = []
    private var number: Int
    private let end: Double

    init(_ person: SimulatedPerson, seed: UInt64, index: Int, hours: Double) {
        self.person = person
        random = SplitMix64(seed: SplitMix64.mix(seed) ^ SplitMix64.mix(UInt64(index) &+ 0xDA1))
        number = index * 10_000
        end = hours * 3600
    }

    private mutating func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * random.fraction() }
    private mutating func chance(_ share: Double) -> Bool { random.fraction() < share }
    private mutating func nextID() -> Int {
        number += 1
        return number
    }

    private mutating func note(_ at: Double, _ act: PersonAct) {
        events.append(PersonEvent(at: .seconds((at * 10).rounded() / 10), person: person, act: act))
    }

    mutating func write() -> [PersonEvent] {
        note(0, .goesIdleAtRingCentral)
        let arrival = between(0, min(2700, end * 0.1))
        let leaving = end - between(end * 0.02, min(3600, end * 0.15))
        let lunch = between(end * 0.42, end * 0.5)
        var hadLunch = false
        note(arrival, .signsInToTeams)
        note(arrival + 5, .comesBackAtRingCentral)
        var now = arrival + between(60, 900)
        while now < leaving - 300 {
            if !hadLunch, now > lunch {
                hadLunch = true
                now = rest(now, min(leaving - 120, now + between(1200, 3000)))
            } else {
                now = work(now, leaving - 60)
            }
            now += between(120, 1500)
        }
        note(leaving, .signsOutOfTeams)
        note(leaving + 20, .goesIdleAtRingCentral)
        return events
    }

    /// Something that takes a while, over at the latest at a moment.
    private mutating func work(_ now: Double, _ latest: Double) -> Double {
        switch random.below(100) {
        case 0..<22: return overlapping(now, latest) { $0.telephone(now, latest, .isCalled($1)) }
        case 22..<32: return overlapping(now, latest) { $0.telephone(now, latest, .isCalled($1, byQueue: true)) }
        case 32..<47: return overlapping(now, latest) { $0.telephone(now, latest, .calls($1)) }
        case 47..<62: return overlapping(now, latest) { diary, _ in diary.teamsCall(now, latest) }
        case 62..<80: return overlapping(now, latest) { diary, _ in diary.meeting(now, latest) }
        case 80..<85:
            let (id, over) = (nextID(), min(latest, now + between(600, 2700)))
            note(now, .joinsRingCentralMeeting(id))
            note(over, .leavesRingCentralMeeting(id))
            return over
        case 85..<93: return rest(now, min(latest, now + between(360, 1500)))
        case 93..<96: return choice(now, latest, .choosesInTeams(.doNotDisturb), .resetsStatusInTeams)
        case 96..<97: return choice(now, latest, .choosesInTeams(.beRightBack), .resetsStatusInTeams)
        case 97..<99: return choice(now, latest, .takes(.none), .takes(.all))
        default: return choice(now, latest, .choosesAtRingCentral(.offline), .choosesAtRingCentral(.available))
        }
    }

    /// One in six is joined by a call of the other kind that outlasts it.
    private mutating func overlapping(
        _ now: Double, _ latest: Double, _ first: (inout Diary, Int) -> Double
    ) -> Double {
        let over = first(&self, nextID())
        guard chance(0.17), over - now > 30, over + 30 < latest else { return over }
        let begins = between(now + 10, over - 10)
        let ends = min(latest, over + between(20, 600))
        let id = nextID()
        if chance(0.5) {
            note(begins, .calls(id))
            note(ends, .hangsUp(id))
        } else {
            note(begins, .beginsInTeams(.call, id))
            note(ends, .endsInTeams(id))
        }
        return ends
    }

    private mutating func telephone(_ now: Double, _ latest: Double, _ act: PersonAct) -> Double {
        let id = number
        note(now, act)
        var begins = now
        if case .isCalled = act {
            begins += between(3, 20)
            guard chance(0.8) else {
                note(begins + 10, .hangsUp(id))
                return begins + 10
            }
            note(begins, .answers(id))
        }
        let over = min(latest, begins + between(30, 900))
        if over - begins > 120, chance(0.2) {
            let held = between(begins + 10, over - 60)
            note(held, .holds(id))
            note(min(over - 5, held + between(10, 50)), .resumes(id))
        }
        note(over, .hangsUp(id))
        return over
    }

    private mutating func teamsCall(_ now: Double, _ latest: Double) -> Double {
        let (id, over) = (nextID(), min(latest, now + between(30, 1200)))
        note(now, .beginsInTeams(chance(0.3) ? .conferenceCall : .call, id))
        note(over, .endsInTeams(id))
        return over
    }

    /// Booked in the calendar for a round length, and left a little before or after.
    private mutating func meeting(_ now: Double, _ latest: Double) -> Double {
        let booked = chance(0.5) ? 1800.0 : 3600
        let over = max(now + 60, min(latest, now + booked + between(-300, 300)))
        let (id, appointment) = (nextID(), nextID())
        note(now, .isBooked(appointment, lasting: .seconds(min(booked, latest - now))))
        note(now + 15, .beginsInTeams(.meeting, id))
        if over - now > 600, chance(0.35) {
            let share = nextID()
            let begins = between(now + 60, over - 300)
            note(begins, .beginsInTeams(.presenting, share))
            note(between(begins + 60, over - 10), .endsInTeams(share))
        }
        note(over, .endsInTeams(id))
        return over
    }

    private mutating func rest(_ now: Double, _ over: Double) -> Double {
        note(now, .goesIdleInTeams)
        if chance(0.5) {
            note(now + 30, .goesIdleAtRingCentral)
            note(max(now + 31, over), .comesBackAtRingCentral)
        }
        note(over, .comesBackInTeams)
        return over
    }

    /// Picked by hand, and in three of four cases taken back.
    private mutating func choice(
        _ now: Double, _ latest: Double, _ picked: PersonAct, _ back: PersonAct
    ) -> Double {
        let over = min(latest, now + between(600, 3600))
        note(now, picked)
        if chance(0.75) { note(over, back) }
        // The day goes on meanwhile.
        return now
    }
}
