import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import PresenceMapping
import PresenceSync
import RingCentralClient
import Synchronization

/// Both services in one small transport, as far as presence goes: enough to see every write and to break things on purpose.
final class TwoSides: HTTPTransport, Sendable {
    struct Person {
        var own = "Available/Available"
        var session: (words: String, until: Duration)?
        var userStatus = "Available"
        var dndStatus = "TakeAllCalls"
        var telephony = "NoCall"
        var isVisible = true
        var isInQueue = true
        var choseDND = false
        var choseOffline = false
        var sequence: Int64 = 0
        var earlier: (userStatus: String, dndStatus: String, until: Duration)?
    }

    struct Write: Hashable {
        let at: Duration
        let person: Int
        let side: String
        let what: String
        /// Whether anything was different afterwards.
        let changed: Bool
        /// Whether it took away what the person had chosen.
        let lifted: Bool
    }

    struct State {
        var people: [Person]
        var writes: [Write] = []
        var requests = 0
        var touches = 0
        var desk = SubscriptionDesk()
        /// When requests of each group of RingCentral's limits arrived.
        var arrivals: [String: [Duration]] = [:]
        fileprivate var ringCentralTails: [Look: String] = [:]
        fileprivate var teamsTails: [String: String] = [:]
    }

    let state: Mutex<State>
    /// Hears of every change of somebody's RingCentral presence, with the event that says so.
    let listener = Listener<RingCentralEvent>()
    /// Hears of every change of somebody's Teams presence that a subscription of Graph covers.
    let graphListener = Listener<(Int, SubscriptionDesk.Entry)>()
    let time: TimeSource
    /// How long RingCentral's reads show what was there before a write.
    let lag: Duration
    /// Looks at each request before it is answered: an answer instead, an error, or nil for the ordinary course.
    let interfere: @Sendable (HTTPRequest, Bool) throws -> HTTPResponse?

    init(
        people: Int, time: TimeSource, lag: Duration = .zero,
        interfere: @escaping @Sendable (HTTPRequest, Bool) throws -> HTTPResponse? = { _, _ in nil }
    ) {
        state = Mutex(State(people: [Person](repeating: Person(), count: people)))
        self.time = time
        self.lag = lag
        self.interfere = interfere
    }

    // MARK: What people do

    func teams(_ person: Int, _ words: String) {
        state.withLock {
            $0.people[person].own = words
            $0.touches += 1
        }
        announceTeams(person)
    }

    private func announceTeams(_ person: Int) {
        guard let listener = graphListener.current else { return }
        let now = time.now
        for entry in state.withLock({ $0.desk.watchers(ofTeams: "u\(person)", now) }) { listener.hear((person, entry)) }
    }

    /// Changes what the services hold of subscriptions.
    func desk<Value>(_ body: (inout SubscriptionDesk) throws -> Value) rethrows -> Value {
        try state.withLock { try body(&$0.desk) }
    }

    func call(_ person: Int, _ telephony: String) {
        state.withLock { $0.people[person].telephony = telephony }
        announce(person, telephony: telephony)
    }

    /// A person picks something in the RingCentral app. Picking what is shown already changes nothing: RingCentral has one value and does
    /// not say who set it, so that nobody could tell such a choice from what the sync had set.
    ///
    /// Source: RingCentral `readUserPresenceStatus`, whose `dndStatus` and `userStatus` bear no origin.
    ///
    /// - Returns: whether anything changed.
    @discardableResult func choose(_ person: Int, userStatus: String? = nil, dndStatus: String? = nil) -> Bool {
        let changed = state.withLock { state in
            let before = state.people[person]
            if let userStatus, userStatus != before.userStatus {
                state.people[person].userStatus = userStatus
                state.people[person].choseOffline = userStatus == "Offline"
            }
            if let dndStatus, dndStatus != before.dndStatus {
                state.people[person].dndStatus = dndStatus
                state.people[person].choseDND = dndStatus == "DoNotAcceptAnyCalls"
            }
            let after = state.people[person]
            return after.userStatus != before.userStatus || after.dndStatus != before.dndStatus
        }
        if changed { announce(person) }
        return changed
    }

    private func announce(_ index: Int, telephony: String? = nil) {
        guard let listener = listener.current else { return }
        let person = state.withLock { state in
            state.people[index].sequence += 1
            return state.people[index]
        }
        listener.hear(
            RingCentralEvent(
                uuid: "00000000-0000-4000-8000-\(String(index * 100_000 + Int(person.sequence) + 100_000_000_000))",
                at: time.date,
                body: .presence(
                    PresenceEvent(
                        extensionID: Extension.ID("\(index + 1000)"), sequence: person.sequence,
                        userStatus: UserStatus(rawValue: person.userStatus),
                        telephonyStatus: telephony.map { TelephonyStatus(rawValue: $0) },
                        meetingStatus: MeetingStatus(rawValue: "Disconnected"),
                        dndStatus: DNDStatus(rawValue: person.dndStatus), allowSeeMyPresence: person.isVisible))))
    }

    func change(_ person: Int, _ change: (inout Person) -> Void) { state.withLock { change(&$0.people[person]) } }

    // MARK: What is true

    func ringCentral(_ person: Int) -> String {
        state.withLock { "\($0.people[person].userStatus)/\($0.people[person].dndStatus)" }
    }

    func shownInTeams(_ person: Int) -> String {
        let now = time.now
        return state.withLock { $0.people[person].shown(now) }
    }

    var writes: [Write] { state.withLock { $0.writes } }
    func writes(to side: String) -> [Write] { writes.filter { $0.side == side } }

    // MARK: The services

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        if let answer = try interfere(request, false) { return answer }
        try await time.sleep(for: .milliseconds(80))
        var answer = try handle(request)
        if let group = Self.group(request) { count(group, &answer) }
        try await time.sleep(for: .milliseconds(80))
        return try interfere(request, true) ?? answer
    }

    private func handle(_ request: HTTPRequest) throws -> HTTPResponse {
        let path = request.url.path().split(separator: "/").map(String.init)
        let body = String(decoding: request.body ?? Data(), as: UTF8.self)
        let now = time.now
        var written: Int?
        var shown: Int?
        defer {
            if let written { announce(written) }
            if let shown { announceTeams(shown) }
        }
        return try state.withLock { state in
            state.requests += 1
            if let answer = try state.desk.answer(request, now) { return answer }
            if path.last == "getPresencesByUserId" { return Self.teamsAnswer(body, &state, now) }
            if path.first == "v1.0" {
                shown = path.dropFirst(2).first.flatMap { Int($0.dropFirst()) }
                return Self.teamsWrite(path, body, &state, now)
            }
            if let group = Self.group(request) { state.arrivals[group, default: []].append(now) }
            if path.last == "presence", path.count == 5 { return Self.accountAnswer(request, &state, now) }
            let ids = (path.dropLast().last ?? "").split(separator: ",").compactMap { Int($0) }.map { $0 - 1000 }
            if request.method == .put, let person = ids.first {
                written = person
                return Self.ringCentralWrite(person, body, &state, now, lag)
            }
            if ids.count == 1 { return .json(state.people[ids[0]].json(ids[0], now)) }
            let parts = ids.map {
                #"{"resourceId":"\#($0 + 1000)","status":200,"body":\#(state.people[$0].json($0, now))}"#
            }
            return .json("[\(parts.joined(separator: ","))]", status: 207)
        }
    }

    /// How many requests of each group RingCentral takes in a minute.
    static let limits = ["medium": 40, "light": 50, "heavy": 10]

    /// Which of RingCentral's limits a request counts against.
    private static func group(_ request: HTTPRequest) -> String? {
        let path = request.url.path()
        guard path.hasPrefix("/restapi/"), path.hasSuffix("/presence") else { return nil }
        return request.method == .put ? "medium" : path.split(separator: "/").count == 5 ? "heavy" : "light"
    }

    /// Says how much of the limit is left, as the service does.
    private func count(_ group: String, _ answer: inout HTTPResponse) {
        let now = time.now
        guard let limit = Self.limits[group] else { return }
        let used = state.withLock { state in
            state.arrivals[group, default: []].reversed().prefix { now - $0 < .seconds(60) }.count
        }
        answer.fields["X-Rate-Limit-Group"] = group
        answer.fields["X-Rate-Limit-Limit"] = "\(limit)"
        answer.fields["X-Rate-Limit-Remaining"] = "\(max(limit - used, 0))"
        answer.fields["X-Rate-Limit-Window"] = "60"
    }

    private static func teamsAnswer(_ body: String, _ state: inout State, _ now: Duration) -> HTTPResponse {
        var text = #"{"value":["#
        for id in ids(in: body) where id < state.people.count {
            if text.utf8.last != UInt8(ascii: "[") { text += "," }
            text += #"{"id":"u"#
            text += String(id)
            text += state.teamsTail(state.people[id].shown(now))
        }
        return .json(text + "]}")
    }

    /// The numbers of the users whom a body names: `"u17"`.
    private static func ids(in body: String) -> [Int] {
        var ids: [Int] = []
        var number: Int?
        var last: UInt8 = 0
        for byte in body.utf8 {
            if let digits = number {
                if byte >= 0x30, byte <= 0x39 {
                    number = digits * 10 + Int(byte - 0x30)
                } else {
                    if byte == UInt8(ascii: "\"") { ids.append(digits) }
                    number = nil
                }
            } else if byte == UInt8(ascii: "u"), last == UInt8(ascii: "\"") {
                number = 0
            }
            last = byte
        }
        return ids
    }

    private static func teamsWrite(
        _ path: [String], _ body: String, _ state: inout State, _ now: Duration
    ) -> HTTPResponse {
        guard let person = path.dropFirst(2).first.flatMap({ Int($0.dropFirst()) }) else {
            return .json("{}", status: 404)
        }
        let before = state.people[person].session
        switch path.last {
        case "setPresence":
            guard let fields = try? JSONDecoder().decode([String: String].self, from: Data(body.utf8)),
                let minutes = fields["expirationDuration"].flatMap({ Int($0.dropFirst(2).dropLast()) })
            else { return .json("{}", status: 400) }
            let words = "\(fields["availability"] ?? "")/\(fields["activity"] ?? "")"
            state.people[person].session = (words, now + .seconds(60 * minutes))
            state.writes.append(
                Write(
                    at: now, person: person, side: "teams", what: words, changed: before?.words != words, lifted: false)
            )
            return .json("", status: 200)
        case "clearPresence":
            state.people[person].session = nil
            state.writes.append(
                Write(at: now, person: person, side: "teams", what: "clear", changed: before != nil, lifted: false))
            return before == nil ? .json(#"{"error":{"code":"NotFound"}}"#, status: 404) : .json("", status: 200)
        default: return .json("{}", status: 400)
        }
    }

    /// A page of a thousand, as the service has them at most.
    private static func accountAnswer(_ request: HTTPRequest, _ state: inout State, _ now: Duration) -> HTTPResponse {
        let query = URLComponents(url: request.url, resolvingAgainstBaseURL: false)?.queryItems ?? []
        let page = max(query.first { $0.name == "page" }?.value.flatMap { Int($0) } ?? 1, 1)
        let pages = max((state.people.count + 999) / 1000, 1)
        var text = #"{"records":["#
        let first = min((page - 1) * 1000, state.people.count)
        for index in first..<min(first + 1000, state.people.count) {
            if index > first { text += "," }
            text += #"{"extension":{"id":"#
            text += String(index + 1000)
            text += state.ringCentralTail(state.people[index].look(now))
        }
        return .json(text + #"],"paging":{"page":\#(page),"perPage":1000,"totalPages":\#(pages)}}"#)
    }

    private static func ringCentralWrite(
        _ index: Int, _ body: String, _ state: inout State, _ now: Duration, _ lag: Duration
    ) -> HTTPResponse {
        guard let fields = try? JSONDecoder().decode([String: String].self, from: Data(body.utf8)) else {
            return .json("{}", status: 400)
        }
        var person = state.people[index]
        if fields["dndStatus"] == "DoNotAcceptDepartmentCalls", !person.isInQueue {
            return .json(#"{"errorCode":"CMN-101","message":"not in a queue"}"#, status: 400)
        }
        let before = person
        if let status = fields["userStatus"] { person.userStatus = status }
        if let status = fields["dndStatus"] { person.dndStatus = status }
        let changed = before.userStatus != person.userStatus || before.dndStatus != person.dndStatus
        let lifted =
            before.choseDND && person.dndStatus != "DoNotAcceptAnyCalls"
            || before.choseOffline && person.userStatus != "Offline"
        if changed { person.earlier = (before.userStatus, before.dndStatus, now + lag) }
        if person.dndStatus != "DoNotAcceptAnyCalls" { person.choseDND = false }
        if person.userStatus != "Offline" { person.choseOffline = false }
        state.people[index] = person
        let what = [fields["userStatus"], fields["dndStatus"]].compactMap(\.self).joined(separator: "/")
        state.writes.append(
            Write(at: now, person: index, side: "ringCentral", what: what, changed: changed, lifted: lifted))
        return .json(person.json(index, .seconds(Int64.max / 4)))
    }
}

extension TwoSides.Person {
    /// A session counts when it ranks higher than the person's own presence.
    func shown(_ now: Duration) -> String {
        func rank(_ words: String) -> Int {
            ["DoNotDisturb": 4, "Busy": 3, "Available": 2, "Away": 1][String(words.prefix { $0 != "/" })] ?? 0
        }
        guard let session, session.until > now, rank(session.words) > rank(own) else { return own }
        return session.words
    }

    func json(_ index: Int, _ now: Duration) -> String { #"{"extension":{"id":\#(index + 1000)"# + look(now).tail }

    /// What a read shows.
    func look(_ now: Duration) -> TwoSides.Look {
        let late = earlier.flatMap { $0.until > now ? $0 : nil }
        return TwoSides.Look(
            userStatus: late?.userStatus ?? userStatus, dndStatus: late?.dndStatus ?? dndStatus, telephony: telephony,
            isVisible: isVisible)
    }
}

extension TwoSides {
    /// What a read of somebody's RingCentral presence shows; few differ.
    struct Look: Hashable {
        let userStatus: String
        let dndStatus: String
        let telephony: String
        let isVisible: Bool

        /// What follows the extension's number.
        var tail: String {
            """
            },"userStatus":"\(userStatus)","dndStatus":"\(dndStatus)","telephonyStatus":"\(telephony)",\
            "meetingStatus":"Disconnected","allowSeeMyPresence":\(isVisible)}
            """
        }
    }
}

/// Whoever hears of something. A function that a lock gives out and takes back would be wrapped once more each time.
final class Listener<Event>: Sendable {
    struct Ear: Sendable {
        let hear: @Sendable (Event) -> Void
    }

    private let ear = Mutex<Ear?>(nil)
    var current: Ear? { ear.withLock { $0 } }
    func set(_ hear: @escaping @Sendable (Event) -> Void) { ear.withLock { $0 = Ear(hear: hear) } }
}

extension TwoSides.State {
    mutating func ringCentralTail(_ look: TwoSides.Look) -> String {
        if let known = ringCentralTails[look] { return known }
        ringCentralTails[look] = look.tail
        return look.tail
    }

    mutating func teamsTail(_ words: String) -> String {
        if let known = teamsTails[words] { return known }
        let parts = words.split(separator: "/")
        let tail = #"","availability":"\#(parts[0])","activity":"\#(parts[1])"}"#
        teamsTails[words] = tail
        return tail
    }
}
