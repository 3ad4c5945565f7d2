import Foundation
import PatchbayCore

/// One page of a Graph collection.
struct GraphPage<Element: Decodable & Sendable>: Decodable, Sendable {
    var value: [Element]
    var nextLink: URL?
    var deltaLink: URL?

    typealias CodingKeys = GraphPageKeys

    init(value: [Element], nextLink: URL?, deltaLink: URL?) {
        self.value = value
        self.nextLink = nextLink
        self.deltaLink = deltaLink
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        value = try fields.decode([Element].self, forKey: .value)
        nextLink = try Self.link(.nextLink, in: fields)
        deltaLink = try Self.link(.deltaLink, in: fields)
    }

    /// A link that is no address is trouble; taking it for the end of the list would lose people without a word.
    private static func link(_ key: CodingKeys, in fields: KeyedDecodingContainer<CodingKeys>) throws -> URL? {
        guard let text = try fields.decodeIfPresent(String.self, forKey: key), !text.isEmpty else { return nil }
        guard let url = URL(string: text) else {
            throw DecodingError.dataCorruptedError(forKey: key, in: fields, debugDescription: "not an address")
        }
        return url
    }
}

/// The members of a page. Not inside it: one table of them serves the pages of all types.
enum GraphPageKeys: String, CodingKey, CaseIterable {
    case value
    case nextLink = "@odata.nextLink"
    case deltaLink = "@odata.deltaLink"

    static let fields = JSONFields(GraphPageKeys.self)
}

extension Graph {
    /// Reads a page. All lists come through here, so that a faster reader has one place to go.
    func readPage<Element: Decodable & Sendable>(
        _ type: Element.Type, from response: HTTPResponse, operation: APIOperation
    ) throws(ServiceError) -> GraphPage<Element> {
        try WireCoding.decode(GraphPage<Element>.self, from: response, service: .graph, operation: operation.name)
    }

    /// A list, page by page. Links are used exactly as they came; header fields are sent again with every page.
    ///
    /// Page links can expire on large tenants (400 `Directory_ExpiredPageToken`). Then the list starts again from its first page, at
    /// most twice, so elements may come more than once; `onRestart` hears of it before the repeated elements arrive.
    /// Sources: Microsoft Graph `paging`; msgraph-sdk-dotnet issue 2254.
    func pages<Element: Decodable & Sendable & Identifiable>(
        _ type: Element.Type, first: HTTPRequest, operation: APIOperation,
        onRestart: @escaping @Sendable (Int) -> Void = { _ in }
    ) -> PagedSequence<Element> where Element.ID: Sendable {
        PagedSequence(
            first: first.url, service: .graph, operation: operation.name,
            arrivals: { [self] url in
                let (response, count) = try await fetchPage(
                    url, first: first, operation: operation, onRestart: onRestart)
                // Graph's documented answers have the link in front, so it is there at once.
                let link = GraphPageKeys.leadingNextLink(in: response.body)
                return .unread(next: link.map { GraphRestarts.mark($0, count) }) {
                    let page = try readPage(Element.self, from: response, operation: operation)
                    var hasher = Hasher()
                    hasher.combine(count)
                    for element in page.value { hasher.combine(element.id) }
                    return PagedSequence.Page(
                        elements: page.value, next: page.nextLink.map { GraphRestarts.mark($0, count) },
                        fingerprint: hasher.finalize())
                }
            })
    }

    /// Gets one page, or the first one again when the link to it has expired.
    ///
    /// - Returns: the answer, and how often the list has begun again.
    func fetchPage(
        _ url: URL, first: HTTPRequest, operation: APIOperation, onRestart: @Sendable (Int) -> Void
    ) async throws -> (HTTPResponse, Int) {
        let (link, restarts) = GraphRestarts.take(from: url)
        var request = first
        request.url = link
        do {
            return (try await pipeline.send(request, for: operation), restarts)
        } catch let error as ServiceError
            where error.hasCode("Directory_ExpiredPageToken") && restarts < GraphRestarts.most && link != first.url
        {
            onRestart(restarts + 1)
            return (try await pipeline.send(first, for: operation), restarts + 1)
        }
    }
}

/// How often a list has begun again, carried in the fragment of its links, which is never sent. So the guard against turning in
/// circles takes the repeated pages for new ones, but no more than twice.
enum GraphRestarts {
    static let most = 2

    static func mark(_ url: URL, _ count: Int) -> URL {
        guard count > 0, url.fragment() == nil else { return url }
        return URL(string: url.absoluteString + "#restart-\(count)") ?? url
    }

    static func take(from url: URL) -> (URL, Int) {
        guard let fragment = url.fragment(), fragment.hasPrefix("restart-"),
            let count = Int(fragment.dropFirst("restart-".count)),
            let bare = URL(string: String(url.absoluteString.dropLast(fragment.count + 1)))
        else { return (url, 0) }
        return (bare, count)
    }
}
