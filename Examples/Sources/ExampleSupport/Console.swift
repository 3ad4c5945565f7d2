import Foundation
public import PatchbayReports
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes for people and for scripts: results to standard output, progress to standard error. On a terminal progress is one line that is
/// redrawn, elsewhere a line every few seconds.
public final class Console: Sendable {
    private struct State {
        var hasBar = false
        var lastLineAt: Date?
        var lastPhase = ""
    }

    /// Whether standard output carries JSON lines.
    public let isJSON: Bool
    private let isTerminal: Bool
    private let isColored: Bool
    private let state = Mutex(State())

    /// Makes a console.
    public init(json: Bool) {
        isJSON = json
        isTerminal = isatty(STDERR_FILENO) == 1
        isColored = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    }

    /// Whether a person can be asked.
    public var canAsk: Bool { !isJSON && isatty(STDIN_FILENO) == 1 && isTerminal }

    /// A line for people on standard output; nothing when that carries JSON.
    public func say(_ text: String = "") {
        guard !isJSON else { return }
        clearBar()
        write(text + "\n", to: .standardOutput)
    }

    /// A heading.
    public func head(_ text: String) { say((isColored ? "\u{1B}[1m\(text)\u{1B}[0m" : text)) }

    /// A warning or an error, on standard error.
    public func warn(_ text: String) {
        clearBar()
        write(text + "\n", to: .standardError)
    }

    /// One object as a line of JSON on standard output; nothing otherwise.
    public func emit(_ value: some Encodable) {
        guard isJSON else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            var line = try encoder.encode(value)
            line.append(UInt8(ascii: "\n"))
            FileHandle.standardOutput.write(line)
        } catch {
            warn("A line of JSON could not be written: \(error)")
        }
    }

    /// How far something is.
    public func progress(_ phase: String, done: Int, total: Int?, secondsLeft: Double?) {
        let now = Date()
        let line = Self.line(phase, done, total, secondsLeft, width: isTerminal ? Self.width : 78)
        if isTerminal {
            state.withLock { $0.hasBar = true }
            write("\r\u{1B}[2K" + line, to: .standardError)
            return
        }
        let isDue = state.withLock { state in
            let isDue =
                state.lastPhase != phase || state.lastLineAt.map { now.timeIntervalSince($0) >= 5 } ?? true
                || (done == total && total != nil)
            if isDue {
                state.lastLineAt = now
                state.lastPhase = phase
            }
            return isDue
        }
        if isDue { write(line + "\n", to: .standardError) }
    }

    /// Takes the progress line away.
    public func clearBar() {
        let had = state.withLock { state in
            defer { state.hasBar = false }
            return state.hasBar
        }
        if had { write("\r\u{1B}[2K", to: .standardError) }
    }

    /// A report as text.
    public func show(_ report: Report, maximumRows: Int? = 20) {
        say(
            report.text(
                Report.TextOptions(
                    width: max(60, min(160, isTerminal ? Self.width : 110)), maximumRows: maximumRows,
                    isColored: isColored)))
    }

    /// Asks a person; an answer that begins with y is a yes.
    public func ask(_ question: String) -> Bool {
        clearBar()
        write(question + " [y/N] ", to: .standardError)
        return readLine()?.lowercased().hasPrefix("y") ?? false
    }

    private static func line(_ phase: String, _ done: Int, _ total: Int?, _ secondsLeft: Double?, width: Int) -> String
    {
        var text = phase.padding(toLength: 22, withPad: " ", startingAt: 0)
        if let total, total > 0 {
            let share = min(1, Double(done) / Double(total))
            let cells = max(10, min(32, width - 56))
            let full = Int(share * Double(cells))
            text += "▕" + String(repeating: "█", count: full) + String(repeating: "░", count: cells - full) + "▏ "
            text += "\(Int(share * 100)) %  \(done) of \(total)"
        } else {
            text += "\(done)"
        }
        if let secondsLeft, done != total { text += "  \(duration(secondsLeft)) left" }
        return text
    }

    /// A length of time in words.
    public static func duration(_ seconds: Double) -> String {
        let total = Int(seconds.rounded(.up))
        if total < 60 { return "\(total) s" }
        if total < 3600 { return "\(total / 60) min \(total % 60) s" }
        return "\(total / 3600) h \(total / 60 % 60) min"
    }

    private static var width: Int {
        if let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init), columns > 20 {
            return columns
        }
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    private func write(_ text: String, to handle: FileHandle) { handle.write(Data(text.utf8)) }
}
