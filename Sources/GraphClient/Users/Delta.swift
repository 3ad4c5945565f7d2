public import Foundation
public import PatchbayCore

/// Where a delta query left off. Opaque: keep it, and give it back.
///
/// It names the server it came from and is refused by a client of another.
public struct DeltaLink: Hashable, Sendable, Codable {
    let url: URL

    init(_ url: URL) { self.url = url }

    /// Reads a link that was written with ``encode(to:)``.
    public init(from decoder: any Decoder) throws {
        url = try decoder.singleValueContainer().decode(URL.self)
    }

    /// Writes the link as one string. It holds no secret, but whoever has a token can read the directory's changes with it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(url)
    }
}

extension DeltaLink: CustomStringConvertible {
    /// The server only.
    public var description: String { "delta link of \(Origin(url).map(\.description) ?? "nowhere")" }
}

/// A delta link or one of its pages is no longer accepted. Read everything again without a link; whoever does not appear was removed.
///
/// Source: Microsoft Graph `delta-query-overview`: 410, or the codes `syncStateNotFound` and `resyncRequired`.
public struct DeltaExpired: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
    /// What Graph said.
    public let underlying: ServiceError

    /// Wraps Graph's answer.
    public init(_ underlying: ServiceError) { self.underlying = underlying }

    /// One line.
    public var description: String { "The stored position is no longer accepted. \(underlying)" }
    /// The same as ``description``.
    public var errorDescription: String? { description }
    /// What to do.
    public var recoverySuggestion: String? { "Read the directory again from the beginning." }
}

/// One page of changes.
public struct DeltaPage: Hashable, Sendable {
    /// A user who is gone.
    public struct Removal: Hashable, Sendable {
        /// Who.
        public let id: User.ID
        /// How.
        public let reason: Reason

        /// Makes a removal.
        public init(id: User.ID, reason: Reason) {
            self.id = id
            self.reason = reason
        }
    }

    /// How a user went. Open.
    public struct Reason: RawRepresentable, Hashable, Sendable, Codable {
        /// Graph's word.
        public let rawValue: String
        /// Makes a reason.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Deleted, and can be restored for thirty days; then the user comes back as an ordinary change.
        public static let changed = Reason(rawValue: "changed")
        /// Deleted for good.
        public static let deleted = Reason(rawValue: "deleted")
    }

    /// New and changed users, with all selected fields.
    public let changed: [User]
    /// Users who are gone.
    public let removed: [Removal]
    /// Where to go on next time; only on the last page.
    public let link: DeltaLink?

    /// Makes a page.
    public init(changed: [User] = [], removed: [Removal] = [], link: DeltaLink? = nil) {
        self.changed = changed
        self.removed = removed
        self.link = link
    }
}

/// The pages of a delta query, lazily; the next one is fetched while the caller works on this one.
public struct DeltaSequence: AsyncSequence, Sendable {
    private let pages: PagedSequence<DeltaPage>

    init(graph: Graph, first: HTTPRequest, operation: APIOperation) {
        pages = PagedSequence(first: first.url, service: .graph, operation: operation.name) { url in
            var request = first
            request.url = url
            let response: HTTPResponse
            do {
                response = try await graph.pipeline.send(request, for: operation)
            } catch let error as ServiceError where error.category == .resyncRequired {
                throw DeltaExpired(error)
            }
            let page = try graph.readPage(DeltaItem.self, from: response, operation: operation)
            var changed: [User] = []
            var removed: [DeltaPage.Removal] = []
            for item in page.value {
                switch item {
                case .changed(let user): changed.append(user)
                case .removed(let removal): removed.append(removal)
                }
            }
            let link = page.deltaLink.map(DeltaLink.init)
            return PagedSequence.Page(
                elements: [DeltaPage(changed: changed, removed: removed, link: link)], next: page.nextLink)
        }
    }

    /// Starts at the first page.
    public func makeAsyncIterator() -> Iterator { Iterator(pages: pages.makeAsyncIterator()) }

    /// Hands out pages.
    public struct Iterator: AsyncIteratorProtocol {
        var pages: PagedSequence<DeltaPage>.Iterator

        /// The next page.
        ///
        /// - Throws: ``DeltaExpired``, and what every call throws.
        public mutating func next() async throws -> DeltaPage? { try await pages.next() }
    }
}

/// An item of a delta page: a user, or word that one is gone.
enum DeltaItem: Decodable, Hashable, Sendable {
    case changed(User)
    case removed(DeltaPage.Removal)

    private enum CodingKeys: String, CodingKey {
        case id
        case removed = "@removed"
    }

    private struct Removed: Decodable {
        var reason: DeltaPage.Reason?
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        if let removed = try fields.decodeIfPresent(Removed.self, forKey: .removed) {
            self = .removed(
                DeltaPage.Removal(
                    id: try fields.decode(User.ID.self, forKey: .id),
                    reason: removed.reason ?? DeltaPage.Reason(rawValue: "unknown")))
        } else {
            self = .changed(try User(from: decoder))
        }
    }
}
