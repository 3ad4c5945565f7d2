/// What happened, in order.
actor Log<Entry: Sendable> {
    private(set) var entries: [Entry] = []
    private var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

    func add(_ entry: Entry) {
        entries.append(entry)
        for watcher in watchers where watcher.count <= entries.count { watcher.continuation.resume() }
        watchers.removeAll { $0.count <= entries.count }
    }

    /// Returns when there are so many.
    func wait(for count: Int) async throws {
        guard entries.count < count else { return }
        await withCheckedContinuation { watchers.append((count, $0)) }
    }
}
