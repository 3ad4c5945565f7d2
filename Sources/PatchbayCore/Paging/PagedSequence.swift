public import Foundation

/// All elements of a list that a service hands out in pages, lazily: one page in memory, the next one fetched while the caller works
/// on this one.
///
/// Links are followed as they are, only to the origin that the list came from, and never twice; a service that sends the same page
/// again under a new link is stopped too. An empty page that still has a link is an ordinary page.
public struct PagedSequence<Element: Sendable>: AsyncSequence, Sendable {
    /// One page.
    public struct Page: Sendable {
        /// Its elements.
        public var elements: [Element]
        /// Where the next page is; `nil` at the end.
        public var next: URL?
        /// A number that is the same for the same content, to notice a service that turns in circles. Zero for “do not compare”.
        public var fingerprint: Int

        /// Makes a page.
        public init(elements: [Element], next: URL?, fingerprint: Int = 0) {
            self.elements = elements
            self.next = next
            self.fingerprint = fingerprint
        }
    }

    /// What has arrived for a page.
    package enum Arrival: Sendable {
        /// The page, read already.
        case page(Page)
        /// A page that is still to be read, so that the next one can be asked for before that: `next` is where it seems to be. What counts is
        /// the link of the page that `read` returns.
        case unread(next: URL?, read: @Sendable () throws -> Page)
    }

    let first: URL
    let service: ServiceName
    let operation: String
    let fetch: @Sendable (URL) async throws -> Arrival

    /// Makes a sequence.
    ///
    /// - Parameters:
    ///   - first: the address of the first page.
    ///   - fetch: gets the page at an address.
    public init(
        first: URL, service: ServiceName, operation: String, fetch: @escaping @Sendable (URL) async throws -> Page
    ) {
        self.init(
            first: first, service: service, operation: operation, arrivals: { .page(try await fetch($0)) })
    }

    /// Makes a sequence of pages that are fetched and read apart, see ``Arrival``.
    package init(
        first: URL, service: ServiceName, operation: String,
        arrivals: @escaping @Sendable (URL) async throws -> Arrival
    ) {
        self.first = first
        self.service = service
        self.operation = operation
        fetch = arrivals
    }

    /// The pages instead of the elements, for work that is cheaper by the page.
    public var pages: PageSequence<Element> { PageSequence(base: self) }

    /// Starts at the first page.
    public func makeAsyncIterator() -> Iterator { Iterator(pages: pages.makeAsyncIterator()) }

    /// Hands out elements.
    public struct Iterator: AsyncIteratorProtocol {
        var pages: PageSequence<Element>.Iterator
        var page: ArraySlice<Element> = []

        /// The next element.
        public mutating func next() async throws -> Element? {
            while page.isEmpty {
                guard let next = try await pages.next() else { return nil }
                page = next[...]
            }
            return page.popFirst()
        }
    }

    /// Everything in one array. For lists that are known to be short.
    public func collect() async throws -> [Element] {
        var all: [Element] = []
        for try await page in pages { all += page }
        return all
    }
}

/// The pages of a ``PagedSequence``.
public struct PageSequence<Element: Sendable>: AsyncSequence, Sendable {
    let base: PagedSequence<Element>

    /// Starts at the first page.
    public func makeAsyncIterator() -> Iterator { Iterator(base) }

    /// Hands out pages.
    public struct Iterator: AsyncIteratorProtocol {
        private let base: PagedSequence<Element>
        private var upcoming: Upcoming?
        private var links: Set<URL> = []
        private var contents: Set<Int> = []

        init(_ base: PagedSequence<Element>) {
            self.base = base
            links.insert(base.first)
            upcoming = .link(base.first)
        }

        private enum Upcoming {
            case link(URL)
            case fetching(Fetch)
        }

        /// The next page's elements.
        ///
        /// - Throws: what the fetch throws; ``ServiceError`` when the service's links leave its origin or turn in circles.
        public mutating func next() async throws -> [Element]? {
            guard let current = upcoming else { return nil }
            upcoming = nil
            let arrival =
                switch current {
                case .link(let url): try await base.fetch(url)
                case .fetching(let fetch): try await fetch.value()
                }
            var ahead: (link: URL, fetch: Fetch)?
            if case .unread(let link?, _) = arrival, Origin(link) == Origin(base.first), !links.contains(link) {
                // The next page is on its way while this one is read.
                ahead = (link, fetch(link))
            }
            let page = try await PageSequence.read(arrival)
            if page.fingerprint != 0, !page.elements.isEmpty, !contents.insert(page.fingerprint).inserted {
                throw trouble("sends a page that it has sent before")
            }
            if let link = page.next {
                guard let origin = Origin(link), origin == Origin(base.first) else {
                    throw trouble("links to a next page at another origin, which was not followed")
                }
                guard links.insert(link).inserted else {
                    throw trouble("links back to a page that it has sent before")
                }
                // The next page is on its way while the caller works on this one.
                if let ahead, ahead.link == link {
                    upcoming = .fetching(ahead.fetch)
                } else {
                    upcoming = .fetching(fetch(link))
                }
            }
            return page.elements
        }

        private func fetch(_ link: URL) -> Fetch {
            let fetch = base.fetch
            return Fetch(Spawn.task { try await fetch(link) })
        }

        private func trouble(_ what: String) -> ServiceError {
            ServiceError(
                service: base.service, operation: base.operation, code: "PagingFault", message: "The service \(what).",
                category: .invalid,
                remedy: Remedy("Run again. If it stays, report it to the service.", action: .runAgain))
        }
    }

    /// Reads a page away from the caller's actor, which may be the one that draws a window.
    @concurrent
    fileprivate static func read(
        _ arrival: PagedSequence<Element>.Arrival
    ) async throws -> PagedSequence<Element>.Page {
        switch arrival {
        case .page(let page): page
        case .unread(_, let read): try read()
        }
    }

    /// A page under way; given up when nobody wants it any more.
    final class Fetch: Sendable {
        private let task: Task<PagedSequence<Element>.Arrival, any Error>

        init(_ task: Task<PagedSequence<Element>.Arrival, any Error>) { self.task = task }

        deinit { task.cancel() }

        func value() async throws -> PagedSequence<Element>.Arrival {
            try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
        }
    }
}
