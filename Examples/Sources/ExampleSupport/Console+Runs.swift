import Foundation
import PatchbayCore
public import PatchbayReports
public import Provisioning

/// What the programs that plan and apply say in the same words.
extension Console {
    /// A plan, line by line.
    public func show(plan: some CustomStringConvertible) {
        head("Plan")
        for line in plan.description.split(separator: "\n") { say("  \(line)") }
    }

    /// Asks before something is changed.
    ///
    /// - Parameters:
    ///   - objection: why a plan needs a person's yes; without a person it is refused.
    ///   - question: what to ask on a real tenant; `nil` if there is nothing to change.
    /// - Returns: whether to go on.
    /// - Throws: `ConfigurationError` with the objection if nobody can be asked.
    public func approves(
        _ objection: String?, question: String?, _ options: CommonOptions, isSimulated: Bool
    ) throws -> Bool {
        if options.yes { return true }
        if let objection {
            guard canAsk, ask("\(objection) Go on?") else {
                throw ConfigurationError(objection, remedy: "Look at the plan and confirm with --yes.")
            }
        } else if let question, !isSimulated, canAsk {
            guard ask(question) else {
                say("Nothing was changed.")
                return false
            }
        }
        return true
    }

    /// Why a run ended before its time, and how to go on.
    public func show(_ stopped: RunStop?, resume: String) {
        guard let stopped else { return }
        warn("\(stopped.description) \(stopped.remedy)")
        warn("Go on with: \(resume)")
    }

    /// Writes a report in the form that the ending of the file's name asks for.
    public func write(_ report: Report, to path: String) throws {
        let text = try report.rendered(as: ReportFormat(fileName: path))
        try write(text, to: path, named: "report")
        say("Report: \(path)")
    }

    /// Writes a file that somebody asked for.
    ///
    /// - Parameter name: what it is, for the error.
    public func write(_ text: String, to path: String, named name: String) throws {
        do {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw ConfigurationError(
                "The \(name) \(path) cannot be written.", remedy: "Name a file that you may write to.")
        }
    }
}
