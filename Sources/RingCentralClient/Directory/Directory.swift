public import PatchbayCore

/// The company directory: the cheapest way to read everybody, and the only list that can say “nothing has changed”.
public struct Directory: Sendable {
    let caller: Caller

    /// The most that one page holds.
    static let pageSize = 2000

    /// All entries, 2,000 a page. Limit group Medium; scope ReadAccounts.
    ///
    /// - Parameter showFederated: whether sister accounts are read too. The service's own default is to do so.
    ///
    /// Source: RingCentral OpenAPI `listDirectoryEntries`.
    public func entries(showFederated: Bool = false) -> PagedSequence<DirectoryEntry> {
        caller.list(.listDirectory, query: Self.query(showFederated: showFederated, page: 1))
    }

    /// All entries, unless nothing has changed since they were read before.
    ///
    /// Each page has a tag of its own, so ``DirectoryChanges/entries(_:etag:)`` carries the tags of all pages in one word, and nothing
    /// has changed only if no page has.
    ///
    /// - Parameter tag: the word that the last reading returned; `nil` reads everything.
    /// - Throws: ``ServiceError`` and what the pipeline throws.
    ///
    /// Source: RingCentral OpenAPI `listDirectoryEntries`, header `If-None-Match`.
    public func entries(ifNoneMatch tag: String?, showFederated: Bool = false) async throws -> DirectoryChanges {
        let tags = tag?.split(separator: " ").map(String.init) ?? []
        var first: (request: HTTPRequest, response: HTTPResponse)?
        var unchanged = 0
        while unchanged < tags.count {
            let answer = try await page(unchanged + 1, showFederated: showFederated, tag: tags[unchanged])
            guard answer.response.status == 304 else {
                if unchanged == 0 { first = answer }
                break
            }
            unchanged += 1
        }
        if !tags.isEmpty, unchanged == tags.count { return .notModified }
        return try await readAll(startingWith: first, showFederated: showFederated)
    }

    private func readAll(
        startingWith first: (request: HTTPRequest, response: HTTPResponse)?, showFederated: Bool
    ) async throws -> DirectoryChanges {
        var entries: [DirectoryEntry] = []
        var tags: [String?] = []
        var seen: Set<Int> = []
        var number = 1
        while true {
            let (request, response) =
                if number == 1, let first { first } else { try await page(number, showFederated: showFederated) }
            let envelope = try caller.decode(PageEnvelope<DirectoryEntry>.self, from: response, of: .listDirectory)
            let page = try envelope.page(at: request.url, of: .listDirectory)
            guard page.elements.isEmpty || seen.insert(page.fingerprint).inserted else {
                throw PageEnvelope<DirectoryEntry>.fault(
                    "The service sends a page that it has sent before.", of: .listDirectory)
            }
            entries += page.elements
            tags.append(response.fields["ETag"])
            guard page.next != nil, !page.elements.isEmpty else { break }
            number += 1
        }
        let known = tags.compactMap { $0 }
        return .entries(entries, etag: known.count == tags.count ? known.joined(separator: " ") : nil)
    }

    private func page(
        _ number: Int, showFederated: Bool, tag: String? = nil
    ) async throws -> (request: HTTPRequest, response: HTTPResponse) {
        var request = try caller.request(
            .listDirectory, query: Self.query(showFederated: showFederated, page: number))
        request.fields["If-None-Match"] = tag
        return (request, try await caller.send(.listDirectory, request, accepting: tag == nil ? [] : [304]))
    }

    /// One entry. Limit group Medium.
    ///
    /// - Throws: ``ServiceError`` of category `notFound` if there is none.
    ///
    /// Source: RingCentral OpenAPI `readDirectoryEntry`.
    public func entry(_ id: DirectoryEntry.ID) async throws -> DirectoryEntry {
        try await caller.fetch(
            .readDirectoryEntry, try caller.request(.readDirectoryEntry, [Segment(id)]))
    }

    private static func query(showFederated: Bool, page: Int) -> Query {
        ["showFederated": "\(showFederated)", "perPage": "\(pageSize)", "page": "\(page)"]
    }
}

/// What ``Directory/entries(ifNoneMatch:showFederated:)`` found.
public enum DirectoryChanges: Hashable, Sendable {
    /// Nothing has changed.
    case notModified
    /// All entries, and the word to ask with next time; `nil` if the service gave none.
    case entries([DirectoryEntry], etag: String?)
}
