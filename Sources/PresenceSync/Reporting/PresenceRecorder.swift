import Foundation
import GraphClient
public import PatchbayReports
import PresenceMapping

/// Collects what an engine tells, for a report with a timeline per person: what Teams showed, what RingCentral showed, and what was
/// written when and why.
public struct PresenceRecorder: Sendable {
    private struct Track {
        var pair: PresencePair
        var teams: [(at: Date, label: String, hue: Report.Hue)] = []
        var ringCentral: [(at: Date, label: String, hue: Report.Hue)] = []
        var events: [Report.Event] = []
        var last: PresenceDecision?
        var writes = 0
    }

    private var tracks: [PresencePair.ID: Track] = [:]
    private var order: [PresencePair.ID] = []
    private var problems: [PresenceProblem] = []
    private let eventsPerPerson: Int

    /// An empty recorder.
    ///
    /// - Parameter eventsPerPerson: how many writes are kept per person; the states are all kept.
    public init(eventsPerPerson: Int = 200) { self.eventsPerPerson = eventsPerPerson }

    /// Takes an event.
    public mutating func add(_ event: PresenceSyncEvent) {
        switch event {
        case .decision(let decision): add(decision)
        case .problem(let problem): if problems.count < 500 { problems.append(problem) }
        case .progress, .subscription: break
        }
    }

    private mutating func add(_ decision: PresenceDecision) {
        let id = decision.pair.id
        if tracks[id] == nil {
            tracks[id] = Track(pair: decision.pair)
            order.append(id)
        }
        let teams = decision.holdsText.map { "Held: \($0)" } ?? decision.teams.status.title
        let hue = decision.holdsText == nil ? Self.hue(decision.teams.status) : .violet
        if tracks[id]?.teams.last?.label != teams { tracks[id]?.teams.append((decision.at, teams, hue)) }
        let shown = decision.ringCentral.shown
        let word = Self.word(decision.ringCentral)
        if tracks[id]?.ringCentral.last?.label != word {
            tracks[id]?.ringCentral.append((decision.at, word, Self.hue(shown)))
        }
        if decision.cause != .seen {
            tracks[id]?.writes += 1
            if let count = tracks[id]?.events.count, count < eventsPerPerson {
                let what = decision.cause == .wroteTeams ? "Teams: \(teams)" : "RingCentral: \(word)"
                tracks[id]?.events.append(.init(at: decision.at, "\(what) (\(decision.rule))", tone: .good))
            }
        }
        tracks[id]?.last = decision
    }

    /// The report of a run.
    public func report(_ summary: PresenceSyncSummary, facts: [Report.Fact] = []) -> Report {
        let unsynced = Dictionary(
            summary.snapshot.unsynced.map { ($0.pair.id, $0) }, uniquingKeysWith: { first, _ in first })
        let bad = unsynced.count
        var report = Report(
            title: "Presence sync", subtitle: "Teams and RingCentral, both ways", generatedAt: summary.endedAt,
            facts: facts + Self.facts(summary),
            tallies: [
                .init("Synced", summary.snapshot.users - bad, .good), .init("Not synced", bad, .bad),
            ])
        var table = Report.Table(
            columns: [
                .init("status", "Status", .status, tones: ["Synced": .good, "Not synced": .bad]), .init("name", "Name"),
                .init("teams", "Teams", isFilterable: true), .init("ringCentral", "RingCentral", isFilterable: true),
                .init("rule", "Rule", isFilterable: true), .init("writes", "Writes", .number),
            ])
        for id in order {
            guard let track = tracks[id], let last = track.last else { continue }
            let reason = unsynced[id]
            table.rows.append(
                .init(
                    id: id.rawValue,
                    cells: [
                        .text(reason == nil ? "Synced" : "Not synced"), .text(track.pair.name),
                        .text(last.teams.status.title), .text(Self.word(last.ringCentral)), .text(last.rule),
                        .init(track.writes),
                    ], reason: reason.map { $0.reason.sentence } ?? last.because,
                    details: reason?.detail.map { [.init("Details", $0)] } ?? []))
        }
        report.table = table
        report.timelines = order.compactMap { tracks[$0].map { Self.timeline($0, until: summary.endedAt) } }
        return report
    }

    private static func facts(_ summary: PresenceSyncSummary) -> [Report.Fact] {
        let counts = summary.snapshot.counts
        func seconds(_ share: Double, _ sorted: [Duration]) -> String {
            PresenceSyncSummary.percentile(share, of: sorted).map {
                "\((($0 / .milliseconds(100)).rounded() / 10).formatted()) s"
            } ?? "–"
        }
        var facts: [Report.Fact] = [
            .init(
                "RingCentral writes", "\(counts.ringCentralWrites), \(counts.stopRingingWrites) of them to stop ringing"
            ),
            .init("Teams writes", "\(counts.teamsWrites)"),
            .init("Not needed any more", "\(counts.withdrawn)"),
            .init("Failed", "\(counts.failures)"),
            .init(
                "From plan to RingCentral",
                "half within \(seconds(0.5, summary.latencies)), 95 % within \(seconds(0.95, summary.latencies))"),
            .init("The same, stop ringing", "95 % within \(seconds(0.95, summary.urgentLatencies))"),
        ]
        if let isRestored = summary.isRestored {
            facts.append(.init("Given back in the end", isRestored ? "everything" : "not everything; run disable"))
        }
        return facts
    }

    private static func timeline(_ track: Track, until end: Date) -> Report.Timeline {
        func spans(_ marks: [(at: Date, label: String, hue: Report.Hue)]) -> [Report.Span] {
            marks.indices.map { index in
                let next = index + 1 < marks.count ? marks[index + 1].at : max(end, marks[index].at)
                return .init(from: marks[index].at, to: next, marks[index].label, marks[index].hue)
            }
        }
        return .init(
            id: track.pair.id.rawValue, subject: track.pair.name, detail: "\(track.writes) writes",
            lanes: [.init("Teams", spans: spans(track.teams)), .init("RingCentral", spans: spans(track.ringCentral))],
            events: track.events)
    }

    private static func word(_ state: RingCentralState) -> String {
        switch state.shown {
        case .available: state.dndStatus == .doNotAcceptDepartmentCalls ? "Available, no queue calls" : "Available"
        case .busy: state.telephony.isInCall ? "On a call" : "Busy"
        case .doNotDisturb: "Do not disturb"
        case .offline: "Offline"
        case .hidden: "Hidden"
        case .unknown: "Unknown"
        }
    }

    private static func hue(_ shown: RingCentralShownStatus) -> Report.Hue {
        switch shown {
        case .available: .green
        case .busy: .red
        case .doNotDisturb: .crimson
        case .offline, .hidden, .unknown: .grey
        }
    }

    private static func hue(_ status: TeamsStatus) -> Report.Hue {
        switch status {
        case .available: .green
        case .busy: .red
        case .inACall, .directRoutingCall, .inAConferenceCall, .inAMeeting: .violet
        case .doNotDisturb, .presenting: .crimson
        case .focusing: .blue
        case .away, .beRightBack: .amber
        case .appearOffline, .offline, .unknown: .grey
        }
    }
}
