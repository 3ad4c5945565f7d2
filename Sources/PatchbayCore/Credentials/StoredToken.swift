/// The refresh token of one connection in a ``TokenStore``.
///
/// What a foreign store throws is not passed on: nobody knows what it puts in its errors.
package struct StoredToken: Sendable {
    private let store: any TokenStore
    private let key: String
    private let service: String

    /// - Parameter service: the name of the service, for errors.
    package init(in store: any TokenStore, key: String, service: String) {
        self.store = store
        self.key = key
        self.service = service
    }

    /// The token; `nil` if there is none.
    ///
    /// - Throws: ``ConfigurationError`` if the store fails, `CancellationError`; so do the others.
    package func load() async throws -> Secret? {
        do { return try await store.load(key) } catch { throw trouble("read from", error) }
    }

    /// Puts a token in place of what was there.
    package func save(_ token: Secret) async throws {
        do { try await store.save(token, for: key) } catch { throw trouble("saved in", error) }
    }

    /// Deletes whatever is there.
    package func delete() async throws {
        do { try await store.delete(key) } catch { throw trouble("deleted from", error) }
    }

    /// Deletes a token, unless another process has put a newer one in its place.
    package func delete(_ token: Secret) async throws {
        guard try await load() == token else { return }
        try await delete()
    }

    private func trouble(_ what: String, _ error: any Error) -> any Error {
        if error is CancellationError { return error }
        return ConfigurationError(
            "A \(service) token could not be \(what) the token store.",
            remedy: "Check that the token store is reachable and writable, then run again; the sign-in is not lost.")
    }
}
