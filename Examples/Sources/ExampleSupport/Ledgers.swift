public import Foundation
public import PatchbayCore

/// Where the ledger is.
public enum Ledgers {
    /// The folder that the options name, else the user's state folder; `nil` on the simulated cloud, which forgets as well.
    public static func folder(_ options: CommonOptions, isSimulated: Bool) -> URL? {
        if let path = options.ledger { return URL(filePath: path, directoryHint: .isDirectory) }
        if isSimulated { return nil }
        let environment = ProcessInfo.processInfo.environment
        let state =
            environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : URL(filePath: $0) }
            ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/state")
        return state.appending(path: "patchbay", directoryHint: .isDirectory)
    }

    /// Opens it.
    public static func open(_ folder: URL?) throws -> any Ledger {
        if let folder { return try FileLedger(at: folder) }
        return MemoryLedger()
    }
}
