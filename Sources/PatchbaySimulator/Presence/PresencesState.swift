/// The presence of everybody, on both sides, and the record of who changed it.
struct PresencesState {
    private var teamsByUser: [Int: TeamsUserPresence] = [:]
    private var telephoneByPlace: [Int: TelephonePresence] = [:]
    var journal = PresenceJournal()
    /// What the write that is being handled did; taken over by the record of the request.
    private var pending: (before: String, after: String, lifted: Bool)?

    func teams(_ index: Int) -> TeamsUserPresence { teamsByUser[index] ?? TeamsUserPresence() }

    @discardableResult
    mutating func updateTeams<Value>(_ index: Int, _ change: (inout TeamsUserPresence) -> Value) -> Value {
        change(&teamsByUser[index, default: TeamsUserPresence()])
    }

    func telephone(_ place: Int) -> TelephonePresence { telephoneByPlace[place] ?? TelephonePresence() }

    @discardableResult
    mutating func updateTelephone<Value>(_ place: Int, _ change: (inout TelephonePresence) -> Value) -> Value {
        change(&telephoneByPlace[place, default: TelephonePresence()])
    }

    // MARK: The day

    /// What is planned, earliest last.
    private var planned: [PersonEvent] = []
    private var reportedActs = 0

    var nextEvent: PersonEvent? { planned.last }

    mutating func passEvent() { planned.removeLast() }

    mutating func schedule(_ events: [PersonEvent], from now: Double) {
        let moved = events.map { PersonEvent(at: .seconds(now) + $0.at, person: $0.person, act: $0.act) }
        // What was planned before comes first where both are due at the same moment; the stack holds it last.
        let all = planned.reversed() + moved
        planned = all.enumerated().sorted { ($0.element.at, $0.offset) > ($1.element.at, $1.offset) }.map(\.element)
    }

    /// What people did since this was last asked.
    mutating func takeUnreported() -> [PersonEvent] {
        defer { reportedActs = journal.acts.count }
        return Array(journal.acts[reportedActs...])
    }

    // MARK: Who is who

    private var telephonesByUser: [Int: Int] = [:]

    /// The place of a user's extension; the first if there are two.
    mutating func telephonePlace(ofUser index: Int, _ population: Population) -> Int? {
        if telephonesByUser.isEmpty {
            for (place, seed) in population.extensionSeeds.enumerated() where seed.user >= 0 && seed.variant == 0 {
                telephonesByUser[Int(seed.user)] = place
            }
        }
        return telephonesByUser[index]
    }

    private var queueChanges: [Int: Bool] = [:]

    /// Whether an extension is in a call queue; three in four are if nothing is said.
    func isInQueue(_ place: Int) -> Bool { queueChanges[place] ?? (place % 4 != 3) }

    mutating func setInQueue(_ isInQueue: Bool, _ place: Int) { queueChanges[place] = isInQueue }

    // MARK: The record

    mutating func noteGraphWrite(_ index: Int, before: TeamsUserPresence, at now: Double) {
        let after = teams(index)
        let chosen = before.preferred.flatMap { $0.setBy.isPerson && $0.endsAt > now ? $0.status : nil }
        let lifted = chosen != nil && chosen != after.preferred?.status
        pending = (
            before.shown(at: now).description, after.shown(at: now).description, lifted
        )
    }

    mutating func noteTelephoneWrite(_ place: Int, before: TelephonePresence) {
        let after = telephone(place)
        let liftedCalls =
            before.dndSetBy.isPerson && before.dndStatus == "DoNotAcceptAnyCalls" && after.dndStatus != before.dndStatus
        let liftedStatus =
            before.userStatusSetBy.isPerson && before.userStatus == "Offline" && after.userStatus != before.userStatus
        pending = (before.summary, after.summary, liftedCalls || liftedStatus)
    }

    /// Takes the request that ends into the record, whether it was refused or not.
    mutating func record(
        _ operation: SimulatedOperation, subject: String, writer: String, status: Int, answered: Bool, at now: Double
    ) {
        defer { pending = nil }
        let isRefused = !(200..<300).contains(status)
        journal.writes.append(
            PresenceWrite(
                at: now, operation: operation, subject: subject, writer: writer, status: status, answered: answered,
                before: isRefused ? nil : pending?.before, after: isRefused ? nil : pending?.after,
                liftedManualChoice: !isRefused && pending?.lifted ?? false))
    }
}
