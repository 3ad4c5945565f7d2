public import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Keeps refresh tokens that rotate. A new one is saved before the access token that came with it is used: a crash in between
/// leaves the old one, which the service still accepts as long as the new access token was never used.
///
/// Source: RingCentral `authentication/refresh-tokens`.
public protocol TokenStore: Sendable {
    /// The saved token; `nil` if there is none.
    func load(_ key: String) async throws -> Secret?
    /// Saves durably, replacing what was there.
    func save(_ token: Secret, for key: String) async throws
    /// Forgets.
    func delete(_ key: String) async throws
}

/// A store that lasts as long as the process.
public actor MemoryTokenStore: TokenStore {
    private var tokens: [String: Secret] = [:]

    /// An empty store.
    public init() {}

    /// The saved token.
    public func load(_ key: String) -> Secret? { tokens[key] }
    /// Saves.
    public func save(_ token: Secret, for key: String) { tokens[key] = token }
    /// Forgets.
    public func delete(_ key: String) { tokens[key] = nil }
}

/// A store in a folder that only the owner may read (mode 0700, files 0600). The tokens are plain text in it: where the platform
/// has a keychain or a vault, write a ``TokenStore`` of five lines over that instead.
public actor FileTokenStore: TokenStore {
    private let folder: URL

    /// Makes the folder if need be.
    ///
    /// - Throws: an error of the file system.
    public init(at folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// The saved token.
    public func load(_ key: String) throws -> Secret? {
        let file = file(key)
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        return Secret(String(decoding: try Data(contentsOf: file), as: UTF8.self))
    }

    /// Writes a new file beside the old one, flushes it to the disk and puts it in the old one's place in one step.
    public func save(_ token: Secret, for key: String) throws {
        let file = file(key)
        let fresh = folder.appending(path: ".\(UUID().uuidString).new")
        // Made with its mode, not given it afterwards: in between, somebody else could open it and read along.
        let descriptor = unsafe open(fresh.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        do {
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try token.reveal { try handle.write(contentsOf: Data($0.utf8)) }
            try handle.synchronize()
            try handle.close()
            guard unsafe rename(fresh.path, file.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            // A half-written token is not left lying about.
            _ = unsafe unlink(fresh.path)
            throw error
        }
        // The new name is durable only when its folder is.
        let place = unsafe open(folder.path, O_RDONLY | O_CLOEXEC)
        guard place >= 0 else { return }
        _ = fsync(place)
        _ = close(place)
    }

    /// Forgets.
    public func delete(_ key: String) throws {
        let file = file(key)
        if FileManager.default.fileExists(atPath: file.path) { try FileManager.default.removeItem(at: file) }
    }

    private func file(_ key: String) -> URL { folder.appending(path: PercentEncoding.encode(key) + ".token") }
}
