public import ArgumentParser

/// How the example programs end.
public enum ExitStatus: Int32, Sendable {
    /// All done.
    case done = 0
    /// Finished, but some users failed.
    case someFailed = 1
    /// Something stands in the way that a person has to mend first.
    case blocked = 2
    /// The command line or the environment is wrong.
    case usage = 64
    /// Interrupted; can be resumed.
    case interrupted = 75

    /// The same for the argument parser.
    public var code: ExitCode { ExitCode(rawValue) }
}
