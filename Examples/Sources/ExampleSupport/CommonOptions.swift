public import ArgumentParser
import Foundation

/// The options that all example programs share.
public struct CommonOptions: ParsableArguments, Sendable {
    /// Play on the simulated cloud, whatever the environment says.
    @Flag(help: "Play on the simulated cloud, whatever the environment says.")
    public var simulate = false

    /// The simulated tenant's seed.
    @Option(help: "The simulated tenant's seed: the same seed gives the same people.")
    public var seed: UInt64 = 1

    /// How many users the simulated tenant has.
    @Option(help: "How many users the simulated tenant has.")
    public var population = 240

    /// A script of faults for the simulated cloud.
    @Option(help: "A script of faults for the simulated cloud; “list” shows them.")
    public var faults: String?

    /// The folder of the ledger.
    @Option(help: "The folder of the ledger.", completion: .directory)
    public var ledger: String?

    /// Whether standard output carries JSON lines.
    @Flag(help: "Write one JSON object a line to standard output; the last one is the summary.")
    public var json = false

    /// Where to write a report.
    @Option(help: "Write a report; its form is chosen by the ending: .html, .csv, .json or .txt.", completion: .file())
    public var report: String?

    /// What published limits are multiplied by, and windows divided.
    @Option(help: "Multiply every published limit and divide every window. For test servers only.")
    public var limitScale: Double = 1

    /// Whether to stop after the plan.
    @Flag(help: "Stop after the plan; nothing is changed.")
    public var dryRun = false

    /// Whether to go on without asking.
    @Flag(help: "Do not ask before changing something.")
    public var yes = false

    /// The defaults.
    public init() {}

    /// Refuses values that cannot be meant.
    public func validate() throws {
        guard limitScale > 0, limitScale.isFinite else {
            throw ValidationError("--limit-scale needs a number above 0.")
        }
        guard population > 0, population <= 5_000_000 else {
            throw ValidationError("--population needs a number from 1 to 5,000,000.")
        }
        if let report {
            let endings = [".html", ".csv", ".json", ".txt"]
            guard endings.contains(where: report.lowercased().hasSuffix) else {
                throw ValidationError("--report needs a file name that ends in .html, .csv, .json or .txt.")
            }
        }
    }
}

extension CommonOptions {
    /// The command that goes on with an unfinished run of a program, with the options that it needs.
    ///
    /// - Parameter arguments: what the program itself needs besides.
    public func resumeCommand(_ program: String, _ arguments: [String] = []) -> String {
        var words = [program, "resume"] + arguments
        if simulate { words += ["--simulate", "--seed", "\(seed)", "--population", "\(population)"] }
        if let ledger { words += ["--ledger", ledger] }
        if limitScale != 1 { words += ["--limit-scale", "\(limitScale)"] }
        return words.map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ")
    }
}
