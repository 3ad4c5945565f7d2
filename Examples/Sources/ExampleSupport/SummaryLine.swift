import Foundation
public import Provisioning

/// The last JSON line of a word.
public struct SummaryLine: Encodable {
    let type = "summary"
    let command: String
    let counts: [String: Int]
    let exit: Int32
    var run: String?
    var remaining: Int?
    var stopped: String?
    var remedy: String?
    var seconds: Double?

    /// The summary of a word that ran nothing that could be resumed.
    public init(_ command: String, counts: [String: Int] = [:], seconds: Double? = nil, exit: ExitStatus = .done) {
        (self.command, self.counts, self.exit) = (command, counts, exit.rawValue)
        self.seconds = seconds
    }

    /// The summary of a run.
    public init<Action, Outcome>(_ command: String, _ summary: RunSummary<Action, Outcome>, exit: ExitStatus) {
        self.command = command
        counts = Dictionary(summary.counts.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: +)
        self.exit = exit.rawValue
        (run, remaining) = (summary.run, summary.remaining)
        (stopped, remedy) = (summary.stopped?.reason, summary.stopped?.remedy)
        seconds = summary.endedAt.timeIntervalSince(summary.startedAt)
    }
}

extension ExitStatus {
    /// How a program ends after a run.
    public init<Action, Outcome>(after summary: RunSummary<Action, Outcome>) {
        self =
            if let stopped = summary.stopped {
                stopped.isTransient ? .interrupted : .blocked
            } else {
                summary.failures > 0 ? .someFailed : .done
            }
    }
}
