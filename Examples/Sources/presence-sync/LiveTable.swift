import Foundation
import PatchbayReports
import PresenceMapping
import PresenceSync
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Both sides of everybody, redrawn in place: what Teams shows, what RingCentral shows, the rule that fired last and how long it took.
/// Where standard output is no terminal there is no place to redraw, and lines are printed instead.
final class LiveTable: Sendable {
    private struct Row {
        var name: String
        var teams = ""
        var ringCentral = ""
        var rule = ""
        var latency = ""
        var via = ""
        var changedAt = 0
    }

    private struct State {
        var rows: [PresencePair.ID: Row] = [:]
        var order: [PresencePair.ID] = []
        var changes = 0
        var drawnLines = 0
        var drawnAt: ContinuousClock.Instant?
    }

    /// Whether there is a terminal to draw on.
    let isDrawn: Bool
    private let state = Mutex(State())

    init(isJSON: Bool) { isDrawn = !isJSON && isatty(STDOUT_FILENO) == 1 }

    func update(_ decision: PresenceDecision) {
        state.withLock { state in
            let id = decision.pair.id
            if state.rows[id] == nil {
                state.rows[id] = Row(name: TerminalText.harmless(decision.pair.name))
                state.order.append(id)
            }
            state.changes += 1
            state.rows[id]?.changedAt = state.changes
            state.rows[id]?.teams =
                decision.holdsText.map { "\(decision.teams.status.title) + \($0)" } ?? decision.teams.status.title
            state.rows[id]?.ringCentral = Self.word(decision.ringCentral)
            state.rows[id]?.rule = decision.rule
            state.rows[id]?.via = decision.via.rawValue
            if let latency = decision.latency { state.rows[id]?.latency = Self.seconds(latency) }
        }
    }

    /// Draws over what was drawn last, ten times a second at most.
    func draw(_ head: String, isLast: Bool = false) {
        guard isDrawn else { return }
        let now = ContinuousClock.now
        let text = state.withLock { state -> String? in
            if !isLast, let drawn = state.drawnAt, now - drawn < .milliseconds(100) { return nil }
            state.drawnAt = now
            let (width, height) = Self.size
            let columns = Self.columns(fitting: width)
            let titles = Self.line(["Name", "Teams", "RingCentral", "Rule", "Waited", "Seen by"], columns)
            let lines = [TerminalText.truncated(head, to: width), titles] + Self.visible(state, height - 3, columns)
            defer { state.drawnLines = lines.count }
            let up = state.drawnLines > 0 ? "\u{1B}[\(state.drawnLines)A" : ""
            return up + lines.map { "\u{1B}[2K" + $0 + "\n" }.joined() + "\u{1B}[0J"
        }
        if let text { FileHandle.standardOutput.write(Data(text.utf8)) }
    }

    /// Everybody if there is room, else those who changed last.
    private static func visible(_ state: State, _ room: Int, _ columns: [Int]) -> [String] {
        var ids = state.order
        if ids.count > room {
            let recent = Set(
                ids.sorted { (state.rows[$0]?.changedAt ?? 0) > (state.rows[$1]?.changedAt ?? 0) }.prefix(max(room, 5)))
            ids = ids.filter(recent.contains)
        }
        return ids.compactMap { state.rows[$0] }.map {
            line([$0.name, $0.teams, $0.ringCentral, $0.rule, $0.latency, $0.via], columns)
        }
    }

    /// The widths of the columns. Where a terminal is narrow the last one goes, then every text is cut a little more.
    private static func columns(fitting width: Int) -> [Int] {
        var widths = [22, 38, 24, 26, 8, 12]
        func excess() -> Int { widths.reduce(0, +) + 2 * (widths.count - 1) - width }
        if excess() > 0 { widths.removeLast() }
        while excess() > 0, let widest = widths.dropLast().max(), widest > 8 {
            if let place = widths.firstIndex(of: widest) { widths[place] -= 1 }
        }
        return widths
    }

    private static func line(_ cells: [String], _ columns: [Int]) -> String {
        zip(cells, columns).map { TerminalText.padded(TerminalText.truncated($0, to: $1), to: $1) }
            .joined(separator: "  ")
    }

    /// What RingCentral shows, in words.
    static func word(_ state: RingCentralState) -> String {
        let shown =
            switch state.shown {
            case .available: "Available"
            case .busy: "Busy"
            case .doNotDisturb: "Do not disturb"
            case .offline: "Offline"
            case .hidden: "Hidden"
            case .unknown: "Unknown"
            }
        if state.telephony.isInCall { return "\(shown), on a call" }
        return state.dndStatus == .doNotAcceptDepartmentCalls ? "\(shown), no queue calls" : shown
    }

    /// A length of time with a tenth of a second.
    static func seconds(_ duration: Duration) -> String { String(format: "%.1f s", duration / .seconds(1)) }

    private static var size: (width: Int, height: Int) {
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 4 else {
            return (120, 48)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
